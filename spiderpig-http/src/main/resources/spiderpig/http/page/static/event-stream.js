import { EventParser } from "./sse.js";

/** How long a stream may be silent after its start before it counts as held up, in milliseconds. */
const FIRST_BYTE = 5_000;
/** How long a stream may be silent at all: the server sends a heartbeat every 15 seconds. */
const HEARTBEAT = 35_000;
/**
 * How often to look for that. By the wall clock, which unlike a timer goes on while a laptop sleeps: the stream of before is
 * dead then, though nothing has told the browser.
 */
const HEARTBEAT_CHECK = 5_000;
const FIRST_RETRY = 500;
const LAST_RETRY = 8_000;

/**
 * A stream of server-sent events that comes back by itself.
 *
 * Unlike the browser's EventSource it notices a connection that is open but dead, tells a stream that is held up on its
 * way (a buffering proxy) from a server that is gone, knows which answer refused it, and leaves to its owner where to go
 * on: the address is asked for, and the last event's id is sent, at each attempt.
 *
 * @typedef {"connecting" | "open" | "silent" | "lost" | "refused" | "closed"} StreamState
 */
export class EventStream {
  #address;
  #onEvent;
  #onState;
  #lastEventId;
  #closed = false;
  #attempt = new AbortController();
  #wake = () => {};
  #failures = 0;
  #isOpen = false;

  /**
   * @param {{
   *   address: () => string,
   *   lastEventId?: string | null,
   *   onEvent: (event: import("./sse.js").ServerEvent) => void,
   *   onState: (state: StreamState, status?: number) => void
   * }} options `lastEventId` is where to go on from; `onState` tells the status with which the server refused
   */
  constructor({ address, lastEventId = null, onEvent, onState }) {
    this.#lastEventId = lastEventId;
    this.#address = address;
    this.#onEvent = onEvent;
    this.#onState = onState;
    addEventListener("online", this.#online);
    this.#run();
  }

  /** Stops for good. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    removeEventListener("online", this.#online);
    this.#attempt.abort();
    this.#wake();
  }

  /** Tries again at once instead of waiting, be it for the answer to an attempt that was made while there was no way. */
  retry() {
    this.#failures = 0;
    if (!this.#isOpen) this.#attempt.abort();
    this.#wake();
  }

  /** Gives up the connection there is, which may be dead though nothing has told the browser, and tries again. */
  restart() {
    this.#isOpen = false;
    this.retry();
  }

  /** There is a network again, perhaps another one than that of the connection there was. */
  #online = () => this.restart();

  async #run() {
    while (!this.#closed) {
      await this.#connect();
      if (this.#closed) break;
      await this.#pause(Math.min(LAST_RETRY, FIRST_RETRY * 2 ** this.#failures++));
    }
  }

  /** One connection, from its start to its end, however it ends. */
  async #connect() {
    this.#attempt = new AbortController();
    const attempt = this.#attempt;
    this.#onState("connecting");
    const silent = setTimeout(() => this.#onState("silent"), FIRST_BYTE);
    let heardAt = Date.now();
    const dead = setInterval(() => Math.abs(Date.now() - heardAt) < HEARTBEAT || attempt.abort(), HEARTBEAT_CHECK);
    try {
      const headers = { Accept: "text/event-stream", ...(this.#lastEventId && { "Last-Event-ID": this.#lastEventId }) };
      const response = await fetch(this.#address(), { headers, cache: "no-store", signal: attempt.signal });
      if (!response.ok || response.body === null) {
        if (!this.#closed) this.#onState("refused", response.status);
        return;
      }
      const parser = new EventParser();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let heard = false; ; heard = true) {
        const { value, done } = await reader.read();
        if (this.#closed || done) break;
        clearTimeout(silent);
        heardAt = Date.now();
        if (!heard) {
          this.#failures = 0;
          this.#isOpen = true;
          this.#onState("open");
        }
        for (const event of parser.push(value)) {
          if (this.#closed) return;
          if (event.id !== null) this.#lastEventId = event.id;
          this.#onEvent(event);
        }
      }
      if (!this.#closed) this.#onState("lost");
    } catch {
      if (!this.#closed) this.#onState("lost");
    } finally {
      this.#isOpen = false;
      clearTimeout(silent);
      clearInterval(dead);
      attempt.abort();
    }
  }

  /** @param {number} milliseconds unless {@link retry} or {@link close} ends it before */
  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(undefined);
      };
    });
  }
}
