import { describeResponse } from "./choices.js";
import { clockTime } from "./format.js";

/** @typedef {import("./api.js").Interaction} Interaction */

/**
 * What became of a question, for one who looks at it, and of the answer that he may have sent.
 *
 * @param {Interaction} interaction that is over
 * @param {{viewer: string, sent: string | null, won: boolean | undefined}} own who looks, what he answered, and whether that
 *     was the one answer that counts; undefined if its reply was lost
 * @returns {{tone: "info" | "success" | "lost", text: string}}
 */
export function answerOutcome(interaction, { viewer, sent, won }) {
  const { respondedBy, respondedAt, response, type } = interaction;
  const answer = describeAnswer(interaction, response);
  const when = respondedAt === null ? "" : ` at ${clockTime(respondedAt)}`;
  const unused = sent === null ? "" : ` Your answer ${describeAnswer(interaction, sent)} was not used.`;
  if (respondedBy === null) {
    if (sent === null) return { tone: "info", text: "The question is no longer open." };
    const fate = won === undefined ? ` Whether it took your answer ${describeAnswer(interaction, sent)}, the log says.` : unused;
    return { tone: "lost", text: `The question is no longer open.${fate}` };
  }
  if (respondedBy !== viewer) {
    if (sent === null) return { tone: "info", text: `${respondedBy} answered ${answer}${when}.` };
    return { tone: "lost", text: `${respondedBy} was faster and answered ${answer}${when}.${unused}` };
  }
  const isSame = sent === response || type === "secret";
  if (sent === null || won || (won === undefined && isSame)) return { tone: "success", text: `You answered ${answer}${when}.` };
  const before = `You had already answered ${answer}${when}, in another window.`;
  return isSame ? { tone: "info", text: `${before} It was sent once.` } : { tone: "lost", text: before + unused };
}

/**
 * @param {Interaction} interaction
 * @param {string | null} response
 * @returns {string} the answer in words; nothing of a secret one
 */
export function describeAnswer(interaction, response) {
  return interaction.type === "secret" ? "a secret" : describeResponse(interaction, response);
}
