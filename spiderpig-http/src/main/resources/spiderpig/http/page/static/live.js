import * as api from "./api.js";
import { EventStream } from "./event-stream.js";
import { preference } from "./preferences.js";

/** @typedef {import("./api.js").Job} Job */
/** @typedef {import("./api.js").Interaction} Interaction */
/** @typedef {"connecting" | "live" | "polling" | "gone" | "signed-out"} Connection */

const POLL_INTERVAL = 2_000;
/** How often a page that nobody sees asks, in milliseconds. */
const HIDDEN_INTERVAL = 5_000;

/**
 * What the server knows of the jobs, kept up to date: by events, and where they don't get through, by asking.
 *
 * A browser keeps at most six connections to a server for all its tabs. So a tab in the background gives up its stream and
 * asks now and then, unless it has to notify at once.
 *
 * Fires `job` (detail: the job), `interaction` (detail: the interaction, however it stands) and `connection`
 * (detail: how the server is reached), each only when something differs from before.
 */
export class LiveJobs extends EventTarget {
  /** @type {Map<number, Job>} */
  jobs = new Map();
  /** @type {Map<number, Interaction>} the last one of each job */
  interactions = new Map();
  /** @type {Connection} */
  connection = "connecting";

  /** @type {EventStream | null} */
  #stream = null;
  #started = false;
  #stopped = false;
  #streaming = false;
  /** @type {string | null} */
  #lastEventId = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #pollTimer = null;

  start() {
    if (this.#started) return;
    this.#started = true;
    document.addEventListener("visibilitychange", () => this.#adapt());
    this.#openStream();
  }

  /** Ends all traffic; what is known stays. */
  stop() {
    this.#stopped = true;
    this.#closeStream();
    this.#stopPolling();
  }

  /** Asks at once instead of waiting for the next attempt. */
  retry() {
    this.#stream?.retry();
    if (this.#pollTimer !== null) {
      this.#stopPolling();
      this.#poll();
    }
  }

  /** Something else has found that the server does not answer: a stream that looks open may be a dead one. */
  doubt() {
    if (this.connection !== "live" || this.#stream === null) return;
    this.#stream.restart();
    this.#connected("gone");
  }

  /** Whether all traffic has ended. */
  get stopped() {
    return this.#stopped;
  }

  /** @returns {Job[]} those that are not complete, newest first */
  get running() {
    return [...this.jobs.values()].filter((job) => job.status !== "complete").sort((a, b) => b.id - a.id);
  }

  /** @returns {Job | null} */
  get newest() {
    return [...this.jobs.values()].reduce((/** @type {Job | null} */ a, b) => (a === null || b.id > a.id ? b : a), null);
  }

  /**
   * @param {number} jobId
   * @returns {Interaction | null} what the job waits for, if its prompt is known
   */
  pending(jobId) {
    const interaction = this.interactions.get(jobId);
    return interaction?.state === "pending" ? interaction : null;
  }

  /**
   * Takes in a job that was learned elsewhere: fetched by its number, or just started.
   *
   * @param {Job} job
   */
  learn(job) {
    this.#receive("job", job);
  }

  #openStream() {
    this.#stream = new EventStream({
      address: () => "/api/events",
      lastEventId: this.#lastEventId,
      onEvent: (event) => {
        this.#lastEventId = event.id ?? this.#lastEventId;
        this.#receive(event.event, JSON.parse(event.data));
      },
      onState: (state, status) => this.#streamChanged(state, status),
    });
  }

  #closeStream() {
    this.#stream?.close();
    this.#stream = null;
    this.#streaming = false;
  }

  /** Streams or asks, as befits a page that is seen or not. */
  #adapt() {
    if (this.#stopped || (this.connection === "signed-out" && document.hidden)) return;
    const streams = !document.hidden || preference("notifications") || preference("sound");
    if (streams === (this.#stream !== null)) return;
    this.#stopPolling();
    if (streams) {
      this.#openStream();
    } else {
      this.#closeStream();
      this.#poll();
    }
  }

  /**
   * @param {string} kind
   * @param {any} value
   */
  #receive(kind, value) {
    if (kind === "job") this.#put(this.jobs, value.id, value, "job");
    else if (kind === "interaction") this.#put(this.interactions, value.jobId, value, "interaction");
  }

  /**
   * @param {Map<number, any>} map
   * @param {number} key
   * @param {any} value
   * @param {string} event
   */
  #put(map, key, value, event) {
    if (JSON.stringify(map.get(key)) === JSON.stringify(value)) return;
    map.set(key, value);
    this.dispatchEvent(new CustomEvent(event, { detail: value }));
  }

  /**
   * @param {import("./event-stream.js").StreamState} state
   * @param {number} [status]
   */
  #streamChanged(state, status) {
    this.#streaming = state === "open";
    if (state === "open") {
      this.#stopPolling();
      this.#connected("live");
    } else if (state === "refused" && status === 401) {
      this.#signedOut();
    } else if (state !== "connecting" && this.#pollTimer === null) {
      this.#poll();
    }
  }

  /** Nothing is asked until the viewer comes back to the page, perhaps with a session from another tab. */
  #signedOut() {
    this.#closeStream();
    this.#stopPolling();
    this.#connected("signed-out");
  }

  /** @param {Connection} connection */
  #connected(connection) {
    if (this.connection === connection) return;
    this.connection = connection;
    this.dispatchEvent(new CustomEvent("connection", { detail: connection }));
  }

  async #poll() {
    this.#pollTimer = setTimeout(() => {}, 0);
    const ticket = this.#pollTimer;
    const obsolete = () => this.#pollTimer !== ticket;
    try {
      const jobs = await api.currentJobs();
      const known = new Set(jobs.map((job) => job.id));
      const ended = await Promise.all(this.running.filter((job) => !known.has(job.id)).map((job) => api.job(job.id)));
      const questions = await Promise.all(jobs.map((job) => this.#question(job)));
      if (obsolete()) return;
      for (const job of [...jobs, ...ended]) this.#receive("job", job);
      for (const question of questions) if (question !== null) this.#receive("interaction", question);
      // What was tried while there was no way may wait for its answer for long.
      if (this.connection === "gone") this.#stream?.retry();
      this.#connected(this.#stream === null ? "live" : "polling");
    } catch (error) {
      if (obsolete()) return;
      if (error instanceof api.Refusal && error.status === 401) return this.#signedOut();
      this.#connected("gone");
    }
    if (!obsolete() && !this.#streaming) {
      this.#pollTimer = setTimeout(() => this.#poll(), this.#stream === null ? HIDDEN_INTERVAL : POLL_INTERVAL);
    }
  }

  /**
   * @param {Job} job as it was just asked for
   * @returns {Promise<Interaction | null>} its question, or what became of the one that was pending
   */
  async #question(job) {
    const known = this.pending(job.id);
    if (job.interaction === null) return known === null ? null : { ...known, state: "withdrawn" };
    return known?.id === job.interaction ? known : api.pendingInteraction(job.id);
  }

  #stopPolling() {
    if (this.#pollTimer !== null) clearTimeout(this.#pollTimer);
    this.#pollTimer = null;
  }
}
