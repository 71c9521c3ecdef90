import { announce } from "./announcer.js";
import { jobState, outcome } from "./format.js";
import { preference } from "./preferences.js";
import { serverNow } from "./server-clock.js";
import { claim } from "./told.js";

/** @typedef {import("./api.js").Job} Job */
/** @typedef {import("./api.js").Interaction} Interaction */
/** @typedef {import("./live.js").LiveJobs} LiveJobs */

/** A job that ended longer ago than this, in milliseconds, is no news. */
const NEWS = 60_000;

/** @type {Record<string, string>} the icon of the tab by the state of a job; of all others it is the idle one */
const FAVICONS = {
  idle: new URL("./favicon-idle.svg", import.meta.url).pathname,
  queued: new URL("./favicon-running.svg", import.meta.url).pathname,
  running: new URL("./favicon-running.svg", import.meta.url).pathname,
  waiting: new URL("./favicon-waiting.svg", import.meta.url).pathname,
  failed: new URL("./favicon-failed.svg", import.meta.url).pathname,
};

/** Calls for the viewer: title and icon of the tab always, a notification and a sound if they were asked for. */
export class Attention {
  #live;
  #title;
  #about;
  /** @type {Set<string>} what has been told already */
  #told = new Set();

  /**
   * @param {LiveJobs} live
   * @param {{title: string, about: (live: LiveJobs) => Job | null}} page its plain title, and the job it is about
   */
  constructor(live, { title, about }) {
    this.#live = live;
    this.#title = title;
    this.#about = about;
    live.addEventListener("job", (event) => this.#jobChanged(/** @type {CustomEvent<Job>} */ (event).detail));
    live.addEventListener("interaction", (event) =>
      this.#interactionChanged(/** @type {CustomEvent<Interaction>} */ (event).detail),
    );
    live.addEventListener("connection", () => this.#dress());
    this.#dress();
  }

  /** @param {Job} job */
  #jobChanged(job) {
    this.#dress();
    if (job.status !== "complete" || job.finishedAt === null) return;
    if (serverNow() - Date.parse(job.finishedAt) > NEWS || !this.#isNews(`end-${job.id}`)) return;
    const text = `Job ${job.id} ${outcome(job)}`;
    announce(text, job.success ? "polite" : "assertive");
    this.#call(text, job, `end-${job.id}`, job.success ? [660, 880] : [440, 330]);
  }

  /** @param {Interaction} interaction */
  #interactionChanged(interaction) {
    this.#dress();
    const name = `question-${interaction.jobId}-${interaction.id}`;
    if (interaction.state !== "pending" || !this.#isNews(name)) return;
    announce(`Job ${interaction.jobId} wants an answer: ${interaction.prompt}`, "assertive");
    this.#call(`Job ${interaction.jobId} wants an answer`, interaction, name, [880, 660, 880]);
  }

  /** Title and icon say how the job of the page stands. */
  #dress() {
    const job = this.#about(this.#live);
    const state = job === null ? "idle" : jobState(job);
    const gone = this.#live.connection === "gone" ? "(offline) " : "";
    document.title = gone + this.#titleFor(job, state);
    const link = /** @type {HTMLLinkElement} */ (document.querySelector('link[rel="icon"]'));
    const address = FAVICONS[state] ?? FAVICONS.idle;
    if (link.getAttribute("href") !== address) link.href = address;
  }

  /**
   * @param {Job | null} job
   * @param {string} state
   */
  #titleFor(job, state) {
    if (job === null) return this.#title;
    const percent = job.progress?.percent;
    if (state === "waiting") return `❓ Answer job ${job.id}! – ${this.#title}`;
    if (state === "running") return `${percent == null ? "▶" : `${Math.round(percent)} %`} Job ${job.id} – ${this.#title}`;
    if (state === "succeeded") return `✓ Job ${job.id} – ${this.#title}`;
    if (state === "failed" || state === "cancelled") return `✗ Job ${job.id} – ${this.#title}`;
    return `Job ${job.id} – ${this.#title}`;
  }

  /**
   * @param {string} name
   * @returns {boolean} true the first time
   */
  #isNews(name) {
    if (this.#told.has(name)) return false;
    this.#told.add(name);
    return true;
  }

  /**
   * @param {string} title
   * @param {Job | Interaction} about
   * @param {string} tag the same in every tab, so that many tabs make one notification
   * @param {number[]} tones
   */
  #call(title, about, tag, tones) {
    const notifies = preference("notifications") && globalThis.Notification?.permission === "granted";
    const sounds = preference("sound");
    // Numbers begin anew with another data directory, times do not.
    if ((!notifies && !sounds) || !claim(`${tag} ${about.createdAt}`)) return;
    if (notifies) {
      const jobId = "jobId" in about ? about.jobId : about.id;
      const body = "prompt" in about ? about.prompt : about.description;
      const notification = new Notification(title, { body, tag: `spiderpig-${tag}`, icon: new URL("./logo.svg", import.meta.url).href });
      notification.onclick = () => {
        window.focus();
        if (!location.pathname.endsWith(`/job/${jobId}`)) location.href = `/job/${jobId}`;
      };
    }
    if (sounds) onlyInOneTab(tag, () => play(tones));
  }
}

/**
 * @param {string} name
 * @param {() => void} action
 */
function onlyInOneTab(name, action) {
  if (navigator.locks === undefined) return action();
  navigator.locks.request(`spiderpig-${name}`, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    action();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
  });
}

/**
 * Plays a short sequence of soft tones.
 *
 * @param {number[]} tones hertz
 */
export function play(tones) {
  const audio = new AudioContext();
  tones.forEach((frequency, i) => {
    const start = audio.currentTime + i * 0.18;
    const gain = new GainNode(audio, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.2, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, start + 0.17);
    gain.connect(audio.destination);
    const oscillator = new OscillatorNode(audio, { frequency });
    oscillator.connect(gain);
    oscillator.start(start);
    oscillator.stop(start + 0.18);
  });
  setTimeout(() => audio.close(), tones.length * 180 + 200);
}
