import { setServerClock } from "./server-clock.js";

/**
 * The HTTP API as functions. Every call ends within ten seconds, with a result or a {@link Refusal} or
 * {@link Unreachable}.
 *
 * @typedef {{name: string, total: number | null, done: number, failed: number, percent: number | null}} Progress
 * @typedef {{
 *   id: number, command: string, parameters: Record<string, any>, description: string, owner: string,
 *   status: "queued" | "in progress" | "complete", success: boolean | null, errors: string[],
 *   exitStatus: number | null, cancelledBy: string | null, createdAt: string, startedAt: string | null,
 *   finishedAt: string | null, activity: string | null, progress: Progress | null, interaction: number | null,
 *   stopSignal: "SIGINT" | "SIGTERM" | "SIGKILL" | null, nextSignal: "SIGINT" | "SIGTERM" | "SIGKILL" | null,
 *   pinned: boolean
 * }} Job
 * @typedef {{
 *   jobId: number, id: number, prompt: string, responses: Record<string, string>[],
 *   type: "choices" | "text" | "secret", default: string | null, freeText: boolean, createdAt: string,
 *   state: "pending" | "answered" | "delivered" | "withdrawn", response: string | null,
 *   respondedBy: string | null, respondedAt: string | null
 * }} Interaction
 * @typedef {{n: number, at: string, kind: "output" | "prompt" | "response" | "event", text: string, masked: boolean,
 *   fullLength?: number}} Line
 * @typedef {{name: string, kind: "gerrit-change" | "text" | "number" | "choice", list: boolean, min: number | null,
 *   max: number | null, choices: string[], label: string}} Parameter
 * @typedef {{name: string, description: string, parameters: Parameter[]}} Command
 * @typedef {{user: string, mayRespond: boolean, mayUnmask: boolean}} Viewer
 */

const TIMEOUT = 10_000;
/** How long to wait for a sign of life, in milliseconds. */
const SIGN_OF_LIFE = 5_000;

/** The server said no, and why. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {Record<string, any>} problem the body, as in RFC 9457
   */
  constructor(status, problem) {
    super(problem.detail || problem.title || `The server answered with status ${status}.`);
    this.status = status;
    this.problem = problem;
  }
}

/** No answer came: whether the call had an effect is not known. */
export class Unreachable extends Error {}

/**
 * @typedef {RequestInit & {timeout?: number}} CallOptions `timeout` in milliseconds
 * @param {string} path
 * @param {CallOptions} [options]
 * @returns {Promise<Response>} with a status below 400
 */
export async function call(path, { timeout = TIMEOUT, signal, ...options } = {}) {
  const late = AbortSignal.timeout(timeout);
  const sentAt = Date.now();
  let response;
  try {
    response = await fetch(path, { cache: "no-store", signal: signal ? AbortSignal.any([late, signal]) : late, ...options });
    setServerClock(response.headers.get("Date"), sentAt, Date.now());
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable("The server cannot be reached.", { cause: error });
  }
  if (response.ok) return response;
  throw new Refusal(response.status, await response.json().catch(() => ({})));
}

/**
 * @param {string} path
 * @param {CallOptions} [options]
 * @returns {Promise<any>}
 */
async function get(path, options) {
  return (await call(path, options)).json();
}

/**
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const response = await call(path, { method: "POST", headers, body: JSON.stringify(body ?? {}) });
  return response.json().catch(() => ({}));
}

/** @returns {Promise<Viewer>} */
export const whoAmI = () => get("/api/whoami");

/** @returns {Promise<Command[]>} */
export const commands = async () => (await get("/api/commands")).commands;

/** @returns {Promise<string[]>} what is wrong around the server just now, each a sentence; empty if all is well */
export const troubles = async () => (await get("/healthz", { timeout: SIGN_OF_LIFE })).troubles;

/** @returns {Promise<Job[]>} every job in progress and the last one, newest first */
export const currentJobs = async () => (await get("/api/job")).jobs;

/**
 * @param {number} id
 * @returns {Promise<Job>}
 */
export const job = (id) => get(`/api/jobs/${id}`);

/**
 * @param {{before?: number | null, q?: string, limit?: number}} query
 * @returns {Promise<{jobs: Job[], next: number | null}>}
 */
export function history({ before = null, q = "", limit = 20 }) {
  const search = new URLSearchParams({ limit: String(limit) });
  if (before !== null) search.set("before", String(before));
  if (q !== "") search.set("q", q);
  return get(`/api/jobs?${search}`);
}

/**
 * @param {string} command
 * @param {Record<string, any>} parameters
 * @returns {Promise<{id: number}>}
 */
export const start = (command, parameters) => post("/api/job", { command, parameters });

/**
 * @param {number} id
 * @returns {Promise<{id: number, signal: string}>}
 */
export const cancel = (id) => post(`/api/jobs/${id}/cancel`);

/** @param {number} id */
export const closeInput = (id) => post(`/api/jobs/${id}/close-input`);

/**
 * @param {number} id
 * @param {boolean} pinned whether it is to be kept when older jobs are forgotten
 * @returns {Promise<{id: number, pinned: boolean}>}
 */
export const pin = (id, pinned) => get(`/api/jobs/${id}/pin`, { method: pinned ? "PUT" : "DELETE" });

/**
 * @param {number} jobId
 * @returns {Promise<Interaction | null>} what the job waits for
 */
export async function pendingInteraction(jobId) {
  const { interaction } = await get(`/api/jobs/${jobId}/interactions`);
  return interaction === null ? null : { ...interaction, jobId };
}

/**
 * @param {Interaction} interaction
 * @param {string} response
 * @returns {Promise<{id: number, response: string, respondedBy: string}>}
 */
export const respond = (interaction, response) =>
  post(`/api/jobs/${interaction.jobId}/interactions/${interaction.id}`, { response });

/**
 * @param {number} id
 * @returns {Promise<{lines: number, complete: boolean}>}
 */
export const logSize = (id) => get(`/api/logs/${id}/size`);

/**
 * @param {number} id
 * @param {number} from
 * @param {number} count at most 10,000
 * @param {{masked: boolean, signal?: AbortSignal}} options
 * @returns {Promise<Line[]>}
 */
export const logLines = (id, from, count, { masked, signal }) =>
  get(`/api/logs/${id}/lines?from=${from}&count=${count}${masked ? "" : "&masked=false"}`, { signal });

/**
 * @param {number} id
 * @param {{q: string, from: number, direction: "next" | "previous", regex: boolean, case: boolean}} query
 * @param {{masked: boolean, signal: AbortSignal}} options
 * @returns {Promise<{match: {n: number, text: string} | null, cursor: number | null}>}
 */
export function searchLog(id, query, { masked, signal }) {
  const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  if (!masked) search.set("masked", "false");
  return get(`/api/logs/${id}/search?${search}`, { signal });
}

/**
 * @param {number} id
 * @param {boolean} masked
 * @returns {string} where the whole log is to be had as text
 */
export const logTextAddress = (id, masked) => `/api/logs/${id}/text${masked ? "" : "?masked=false"}`;

/**
 * @param {number} id
 * @param {number} from
 * @param {boolean} masked
 * @returns {string} where the lines from a number on come as events
 */
export const logStreamAddress = (id, from, masked) => `/api/logs/${id}/stream?from=${from}${masked ? "" : "&masked=false"}`;
