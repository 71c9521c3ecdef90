/** Times, durations and outcomes in the words of the page. */

/** @typedef {import("./api.js").Job} Job */

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, {
  month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hour12: false,
});

/**
 * @param {string | null} instant RFC 3339
 * @returns {string} the local time of day
 */
export function clockTime(instant) {
  return instant === null ? "" : CLOCK.format(new Date(instant));
}

/**
 * @param {string | null} instant RFC 3339
 * @param {number} now milliseconds since the epoch
 * @returns {string} the local time of day, with the date unless it is today
 */
export function shortTime(instant, now) {
  if (instant === null) return "";
  const date = new Date(instant);
  return date.toDateString() === new Date(now).toDateString() ? CLOCK.format(date) : DAY_AND_CLOCK.format(date);
}

/**
 * @param {string} instant RFC 3339 in UTC
 * @returns {string} for a tooltip: `2026-11-24 02:44:38 UTC`
 */
export function utcTime(instant) {
  return instant.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC");
}

/**
 * @param {number} milliseconds
 * @returns {string} `7 s`, `3 min 20 s`, `2 h 05 min`
 */
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}\u00a0s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min ${String(seconds % 60).padStart(2, "0")}\u00a0s`;
  return `${Math.floor(minutes / 60)}\u00a0h ${String(minutes % 60).padStart(2, "0")}\u00a0min`;
}

/**
 * @param {Job} job
 * @param {number} now milliseconds since the epoch
 * @returns {string} how long the job took, or has taken so far; empty if it never ran
 */
export function jobDuration(job, now) {
  if (job.startedAt === null) return "";
  const end = job.finishedAt === null ? now : Date.parse(job.finishedAt);
  return duration(end - Date.parse(job.startedAt));
}

/**
 * The state of a job as the page colours it.
 *
 * @typedef {"queued" | "running" | "waiting" | "succeeded" | "failed" | "cancelled"} JobState
 * @param {Job} job
 * @returns {JobState}
 */
export function jobState(job) {
  if (job.status === "complete") return job.success ? "succeeded" : job.cancelledBy ? "cancelled" : "failed";
  if (job.interaction !== null && job.interaction !== undefined) return "waiting";
  return job.status === "queued" ? "queued" : "running";
}

/** @type {Record<JobState, string>} */
export const STATE_NAMES = {
  queued: "Queued",
  running: "Running",
  waiting: "Wants an answer",
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
};

/**
 * @param {Job} job
 * @returns {string} how the job stands, as one short clause: `failed: exited with status 3`
 */
export function outcome(job) {
  const name = STATE_NAMES[jobState(job)].toLowerCase();
  const reasons = (job.errors ?? []).filter((error) => !(job.cancelledBy && error === `cancelled by ${job.cancelledBy}`));
  if (jobState(job) === "cancelled") return [`cancelled by ${job.cancelledBy}`, ...reasons].join(", ");
  return job.status === "complete" && reasons.length > 0 ? `${name}: ${reasons.join(", ")}` : name;
}

/**
 * @param {Job} job not complete
 * @returns {string} the activity and how far it is: `syncing to testservers, 40 %`
 */
export function activityText(job) {
  const parts = [job.activity ?? job.progress?.name];
  if (job.progress?.percent !== undefined && job.progress.percent !== null) parts.push(`${Math.round(job.progress.percent)} %`);
  return parts.filter(Boolean).join(", ");
}

/**
 * @param {Job} job
 * @returns {string} the command with its values, as one would type it
 */
export function commandLine(job) {
  const values = Object.values(job.parameters ?? {}).flat().map(String);
  return [job.command, ...values].join(" ");
}

/**
 * @param {number} count
 * @param {string} noun in the singular
 * @returns {string} `1 line`, `1,234 lines`
 */
export function counted(count, noun) {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}
