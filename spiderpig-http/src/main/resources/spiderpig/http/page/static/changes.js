/**
 * Gerrit changes as people write them: numbers, Change-Ids and addresses, one or many, however they were pasted.
 *
 * @typedef {{value: string, label: string, title: string}} Change what is sent, what is shown, and where it came from
 * @typedef {{changes: Change[], rejected: string[]}} Parsed
 */

const NUMBER = /^[1-9]\d{0,9}$/;
const CHANGE_ID = /^I[0-9a-f]{40}$/i;
/** `/c/project/+/123`, `/c/123`, `/r/123`, `/#/c/123/`, each with or without `https://` and a patch set or file behind it. */
const ADDRESS = /^(?:https?:\/\/[^\s/]+|[\w-]+(?:\.[\w-]+)+)\/(?:.*\/\+\/|(?:r\/)?(?:#\/)?(?:c\/)?)([1-9]\d{0,9})(?:[/?#].*)?$/;

/**
 * @param {string} text anything pasted or typed; blanks, commas, semicolons and line ends separate
 * @returns {Parsed} each change once, in order; what is none, as it was written
 */
export function parseChanges(text) {
  /** @type {Map<string, Change>} */
  const changes = new Map();
  const rejected = [];
  for (const word of text.split(/[\s,;]+/)) {
    if (word === "") continue;
    const change = parseChange(word);
    if (change === null) rejected.push(word);
    else if (!changes.has(change.value)) changes.set(change.value, change);
  }
  return { changes: [...changes.values()], rejected };
}

/**
 * @param {string} word
 * @returns {Change | null} null if it is no change
 */
export function parseChange(word) {
  const bare = word.replace(/^[#(<["']+|[)>\]"'.]+$/g, "");
  if (NUMBER.test(bare)) return { value: bare, label: bare, title: `Change ${bare}` };
  if (CHANGE_ID.test(bare)) return { value: bare, label: `${bare.slice(0, 11)}…`, title: bare };
  const address = ADDRESS.exec(bare);
  if (address !== null) return { value: address[1], label: address[1], title: bare };
  return null;
}
