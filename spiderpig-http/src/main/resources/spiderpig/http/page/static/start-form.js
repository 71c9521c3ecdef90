import "./change-chips.js";
import { Refusal, start } from "./api.js";
import { element, icon, setText } from "./dom.js";

/** @typedef {import("./api.js").Command} Command */
/** @typedef {import("./api.js").Parameter} Parameter */
/**
 * @typedef {{parameter: Parameter, field: HTMLElement, value: () => any, fill: (value: any) => void,
 *   problem: () => string, complete: () => boolean, error: HTMLElement}} Field
 */

/**
 * `<start-form>` starts a job: the command, its parameters, and a button that is there when all of it is valid.
 *
 * Fires `started` (detail: the number of the job) and `excluded` (detail: why it could not be started just now).
 */
export class StartForm extends HTMLElement {
  /** @type {Command[]} */
  #commands = [];
  /** @type {Command | null} */
  #command = null;
  /** @type {Field[]} */
  #fields = [];
  #mayRespond = true;
  #isReachable = true;
  #busy = false;
  #select = element("select", { id: "command", onchange: () => this.#choose(this.#select.value) });
  #description = element("p", { class: "hint" });
  #parameters = element("div", { class: "fields" });
  #error = element("p", { class: "field-error", role: "alert" });
  #looker = element("p", { hidden: true });
  #button = element("button", { type: "submit", class: "button primary large", disabled: true }, icon("go"), "Start");

  connectedCallback() {
    if (this.childElementCount > 0) return;
    const form = element(
      "form",
      { class: "acts", noValidate: true },
      element(
        "div",
        { class: "field" },
        element("label", { for: "command" }, "Command"),
        this.#select,
        this.#description,
      ),
      this.#parameters,
      this.#error,
      this.#button,
    );
    form.addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.#start();
    });
    form.addEventListener("input", () => this.#validate());
    this.append(this.#looker, form);
  }

  /** @param {import("./api.js").Viewer} viewer */
  set viewer(viewer) {
    this.#mayRespond = viewer.mayRespond;
    this.#looker.hidden = viewer.mayRespond;
    setText(this.#looker, viewer.mayRespond ? "" : `Logged in as ${viewer.user}, you may look but not start anything. Whoever started the server may.`);
    this.#enable();
  }

  /** @param {import("./live.js").Connection} connection how the server is reached: without it nothing can be started */
  set connection(connection) {
    this.#isReachable = connection !== "gone" && connection !== "signed-out";
    this.#validate();
  }

  /** @param {Command[]} commands in the order in which they are offered; `backport` comes first */
  set commands(commands) {
    this.#commands = [...commands].sort((a, b) => Number(b.name === "backport") - Number(a.name === "backport"));
    this.#select.replaceChildren(...this.#commands.map((command) => element("option", { value: command.name }, command.name)));
    this.#select.parentElement.classList.toggle("single-command", this.#commands.length === 1);
    if (this.#commands.length > 0) this.#choose(this.#commands[0].name);
  }

  /**
   * Fills the form and starts nothing.
   *
   * @param {string} name of the command
   * @param {Record<string, any>} values by parameter
   * @returns {boolean} whether there is such a command
   */
  fill(name, values) {
    if (!this.#commands.some((command) => command.name === name)) return false;
    this.#choose(name);
    for (const field of this.#fields) {
      if (values[field.parameter.name] !== undefined) field.fill(values[field.parameter.name]);
    }
    this.#validate();
    return true;
  }

  /**
   * Fills from an address like `/index?backport=12345`: the name of a command, and the value of its first parameter.
   *
   * @param {URLSearchParams} query
   * @returns {boolean} whether it names a command
   */
  fillFrom(query) {
    const command = this.#commands.find((candidate) => query.has(candidate.name));
    if (command === undefined) return false;
    const values = Object.fromEntries(query);
    const [first] = command.parameters;
    return this.fill(command.name, first === undefined ? values : { ...values, [first.name]: query.getAll(command.name).join(" ") });
  }

  focus() {
    /** @type {HTMLElement | undefined} */ (this.#fields[0]?.field)?.focus();
  }

  /** @param {string} name */
  #choose(name) {
    const command = this.#commands.find((candidate) => candidate.name === name);
    if (command === undefined) return;
    this.#command = command;
    this.#select.value = name;
    setText(this.#description, command.description);
    this.#fields = command.parameters.map(createField);
    this.#parameters.replaceChildren(
      ...this.#fields.map(({ parameter, field, error }) =>
        element(
          "div",
          { class: "field" },
          element("label", { for: inputId(parameter) }, parameter.label || parameter.name, isOptional(parameter) ? element("span", { class: "optional" }, " (optional)") : null),
          field,
          error,
        ),
      ),
    );
    this.#error.textContent = "";
    this.#validate();
  }

  #validate() {
    for (const field of this.#fields) setText(field.error, field.problem());
    this.#enable();
  }

  #enable() {
    this.#button.disabled = this.#busy || !this.#mayRespond || !this.#isReachable || this.#command === null || !this.#fields.every((field) => field.complete());
  }

  async #start() {
    const command = this.#command;
    if (command === null || this.#button.disabled) return;
    const values = this.#fields.map((field) => [field.parameter.name, field.value()]);
    this.#busy = true;
    this.#error.textContent = "";
    this.#validate();
    try {
      const { id } = await start(command.name, Object.fromEntries(values.filter(([, value]) => value !== undefined)));
      this.dispatchEvent(new CustomEvent("started", { detail: id, bubbles: true }));
      this.fill(command.name, Object.fromEntries(this.#fields.map((field) => [field.parameter.name, ""])));
    } catch (error) {
      this.#refused(/** @type {Error} */ (error));
    } finally {
      this.#busy = false;
      this.#enable();
    }
  }

  /** @param {Error} error */
  #refused(error) {
    const errors = error instanceof Refusal ? (error.problem.errors ?? {}) : {};
    let shown = false;
    for (const field of this.#fields) {
      const messages = [errors[field.parameter.name] ?? []].flat();
      if (messages.length === 0) continue;
      field.error.textContent = messages.join(" ");
      shown = true;
    }
    if (shown) return;
    this.#error.textContent = error.message;
    // Somebody else was faster: the form is about to make way for that job, so it is said outside of it, too.
    if (error instanceof Refusal && error.status === 409) {
      this.dispatchEvent(new CustomEvent("excluded", { detail: error.message, bubbles: true }));
    }
  }
}

/** @param {Parameter} parameter */
const inputId = (parameter) => `parameter-${parameter.name}`;

/** @param {Parameter} parameter */
const isOptional = (parameter) => parameter.kind !== "gerrit-change" && parameter.min === 0;

/**
 * @param {Parameter} parameter
 * @returns {Field}
 */
function createField(parameter) {
  const error = element("p", { class: "field-error", id: `${inputId(parameter)}-error`, role: "status" });
  return parameter.kind === "gerrit-change" ? changeField(parameter, error) : plainField(parameter, error);
}

/**
 * @param {Parameter} parameter
 * @param {HTMLElement} error
 * @returns {Field}
 */
function changeField(parameter, error) {
  const chips = element("change-chips");
  chips.configure({ id: inputId(parameter), describedBy: error.id, ...pick(parameter) });
  return {
    parameter,
    field: chips,
    error,
    value: () => (parameter.list ? chips.value : chips.value[0]),
    fill: (value) => (chips.value = [value].flat()),
    problem: () => chips.problem,
    complete: () => chips.isComplete,
  };
}

/** @param {Parameter} parameter */
const pick = ({ min, max, list }) => ({ min, max, list });

/**
 * @param {Parameter} parameter
 * @param {HTMLElement} error
 * @returns {Field}
 */
function plainField(parameter, error) {
  const id = inputId(parameter);
  const isNumber = parameter.kind === "number";
  const input =
    parameter.kind === "choice"
      ? element("select", { id }, ...parameter.choices.map((choice) => element("option", { value: choice }, choice)))
      : element("input", { id, type: "text", inputMode: isNumber ? "numeric" : "text", autocomplete: "off", spellcheck: false });
  input.setAttribute("aria-describedby", error.id);
  const words = () => (parameter.list ? input.value.split(/[\s,]+/).filter(Boolean) : [input.value.trim()]);
  const problem = () => {
    if (input.value.trim() === "") return "";
    return words().map((word) => problemOf(word, parameter)).find((text) => text !== "") ?? "";
  };
  const convert = (/** @type {string} */ word) => (isNumber ? Number(word) : word);
  return {
    parameter,
    field: input,
    error,
    value: () => (input.value.trim() === "" ? undefined : parameter.list ? words().map(convert) : convert(words()[0])),
    fill: (value) => {
      input.value = [value].flat().join(" ");
      if (input.value === "" && parameter.kind === "choice") input.value = parameter.choices[0] ?? "";
    },
    problem,
    complete: () => problem() === "" && (input.value.trim() !== "" || isOptional(parameter)),
  };
}

/**
 * @param {string} word
 * @param {Parameter} parameter
 * @returns {string} what is wrong with one value; empty if nothing is
 */
function problemOf(word, { kind, list, min, max }) {
  if (kind === "number") {
    if (!/^-?\d+$/.test(word)) return "Enter a whole number.";
    if (!list && min !== null && Number(word) < min) return `At least ${min.toLocaleString("en")}.`;
    if (!list && max !== null && Number(word) > max) return `At most ${max.toLocaleString("en")}.`;
  }
  if (word.startsWith("-")) return "A value cannot begin with “-”.";
  return "";
}

customElements.define("start-form", StartForm);
