/**
 * What the choices of a question mean to a person: which go on, which put an end to something.
 *
 * @typedef {"proceed" | "destructive" | "neutral"} Tone
 * @typedef {{label: string, key: string, tone: Tone, isDefault: boolean}} Choice
 */

const DESTRUCTIVE =
  /\b(no|abort\w*|cancel\w*|quit|exit|stop|kill|terminat\w*|roll(ing)?[ -]?back|rollback|revert\w*|delet\w*|destroy\w*|drop|remov\w*|discard\w*|overwrit\w*|wipe|force|reject\w*|deny|fail)\b/i;
const PROCEED = /\b(y|yes|ok|okay|continue|proceed|go|deploy|sync|accept|approve|retry|all)\b/i;

/**
 * @param {string} label
 * @param {string} key
 * @returns {Tone}
 */
export function choiceTone(label, key) {
  const text = label === "" ? key : label;
  if (DESTRUCTIVE.test(text) || /^(n|q|a)$/i.test(text)) return "destructive";
  return PROCEED.test(text) ? "proceed" : "neutral";
}

/**
 * @param {{responses: Record<string, string>[], default: string | null}} interaction
 * @returns {Choice[]} in the order in which the command gave them
 */
export function choicesOf(interaction) {
  return interaction.responses.flatMap(Object.entries).map(([label, key]) => ({
    label,
    key,
    tone: choiceTone(label, key),
    isDefault: interaction.default !== null && interaction.default !== undefined && key === interaction.default,
  }));
}

/**
 * @param {{responses: Record<string, string>[]}} interaction
 * @param {string | null} response the key or text that was sent
 * @returns {string} the answer as a person knows it: `“Yes, continue” (y)`
 */
export function describeResponse(interaction, response) {
  if (response === null || response === "") return "an empty line";
  const choice = interaction.responses.flatMap(Object.entries).find(([, key]) => key === response);
  if (choice === undefined || choice[0] === response) return `“${response}”`;
  return `“${choice[0]}” (${response})`;
}
