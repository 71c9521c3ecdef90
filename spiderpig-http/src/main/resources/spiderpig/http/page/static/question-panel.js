import { Refusal, respond } from "./api.js";
import { choicesOf, describeResponse } from "./choices.js";
import { element, icon } from "./dom.js";
import { clockTime } from "./format.js";
import { richText } from "./rich-text.js";

/** @typedef {import("./api.js").Interaction} Interaction */
/** @typedef {import("./choices.js").Choice} Choice */

/** How long a new question takes no answer, in milliseconds: a click or key meant for what was here before is lost. */
const ARMING = 700;
/** How long it says who answered before it goes away, in milliseconds. */
const FAREWELL = 6_000;

/**
 * `<question-panel>` shows what a job asks and takes the answer.
 *
 * Fires `left` when it has nothing more to say.
 *
 * Nothing is answered by accident: a new question is deaf for a moment, nothing in it has the focus, and a key on a
 * choice only picks it; it is sent by a second, separate step. Every button says what it sends.
 */
export class QuestionPanel extends HTMLElement {
  /** @type {Interaction | null} */
  #interaction = null;
  #mayRespond = true;
  #viewer = "";
  #armedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {string | null} what this viewer has tried to send */
  #sent = null;
  /** @type {Interaction | null} the last one of which it was said what became of it */
  #settled = null;

  #notice = element("div", { class: "question-notice", role: "status" });
  #question = element("div", { class: "question" });

  connectedCallback() {
    if (this.childElementCount > 0) return;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Question");
    this.hidden = true;
    this.append(this.#notice, this.#question);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  /** @param {import("./api.js").Viewer} viewer who looks at the page */
  set viewer(viewer) {
    this.#viewer = viewer.user;
    if (this.#mayRespond === viewer.mayRespond) return;
    this.#mayRespond = viewer.mayRespond;
    if (this.#interaction !== null) this.#ask(this.#interaction);
  }

  /** @returns {boolean} whether a question is waiting in it */
  get isOpen() {
    return this.#interaction !== null;
  }

  /** @returns {boolean} whether it must not go away yet: an answer is under way, or something is to be acknowledged */
  get isUnread() {
    return this.dataset.state === "sending" || this.#notice.dataset.lasting !== undefined;
  }

  /**
   * Shows how a question stands; one that is shown already is left as it is, with what was typed into it.
   *
   * @param {Interaction | null} interaction null: there is none
   */
  show(interaction) {
    const shown = this.#interaction;
    if (interaction?.state === "pending") {
      if (shown?.id === interaction.id && shown.jobId === interaction.jobId) return;
      this.#interaction = interaction;
      this.#sent = null;
      this.#ask(interaction);
    } else if (shown !== null && (interaction === null || interaction.id >= shown.id)) {
      this.#settle(interaction?.id === shown.id ? interaction : { ...shown, state: "withdrawn" });
    }
  }

  /** @param {Interaction} interaction pending */
  #ask(interaction) {
    clearTimeout(this.#timer);
    if (this.#notice.dataset.lasting === undefined) this.#notice.replaceChildren();
    const choices = choicesOf(interaction);
    const [context, ask] = splitPrompt(interaction.prompt);
    const takesText = interaction.type !== "choices" || interaction.freeText || choices.length === 0;
    this.#question.replaceChildren(
      element(
        "h2",
        { class: "question-title" },
        icon("question"),
        this.#mayRespond ? "Your answer is wanted" : "An answer is wanted",
        element("span", { class: "question-since", title: interaction.createdAt }, `since ${clockTime(interaction.createdAt)}`),
      ),
      element(
        "div",
        { class: "question-prompt", tabIndex: 0, role: "group", "aria-label": "Prompt" },
        ...context.map(promptLine),
      ),
    );
    if (ask !== null) this.#question.append(element("p", { class: "question-ask" }, richText(ask)));
    if (choices.length > 0) this.#question.append(this.#choiceButtons(choices));
    if (takesText) this.#question.append(this.#textForm(interaction, choices.length > 0));
    if (!this.#mayRespond) {
      this.#question.append(element("p", { class: "hint" }, "You may look but not answer."));
    }
    this.#question.append(element("div", { class: "question-confirm", hidden: true }));
    this.dataset.state = "arming";
    this.hidden = false;
    this.#armedAt = performance.now() + ARMING;
    setTimeout(() => {
      if (this.dataset.state === "arming" && performance.now() >= this.#armedAt - 1) this.dataset.state = "armed";
    }, ARMING);
  }

  /** @param {Choice[]} choices */
  #choiceButtons(choices) {
    const buttons = choices.map((choice) =>
      element(
        "button",
        {
          type: "button",
          class: `choice choice-${choice.tone}`,
          disabled: !this.#mayRespond,
          onclick: (/** @type {MouseEvent} */ event) => this.#chosen(event, choice),
        },
        icon({ proceed: "go", destructive: "stop", neutral: "reply" }[choice.tone]),
        element("span", { class: "choice-label" }, choice.label || choice.key),
        choice.isDefault ? element("span", { class: "choice-default" }, "default") : null,
        choice.key === "" || choice.key === choice.label
          ? null
          : element("kbd", { class: "choice-key", title: `sends ${choice.key}` }, choice.key),
      ),
    );
    return element("div", { class: "choices", role: "group", "aria-label": "Choices" }, ...buttons);
  }

  /**
   * @param {Interaction} interaction
   * @param {boolean} beside whether there are buttons too
   */
  #textForm(interaction, beside) {
    const secret = interaction.type === "secret";
    const input = element("input", {
      type: secret ? "password" : "text",
      id: `answer-${interaction.jobId}-${interaction.id}`,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: false,
      disabled: !this.#mayRespond,
      placeholder: interaction.default && !beside ? `empty for ${interaction.default}` : "",
    });
    const send = element("button", { type: "button", class: "button primary" });
    const describe = () => (input.value === "" ? "an empty line" : secret ? "your secret answer" : `“${input.value}”`);
    const update = () => {
      send.textContent = input.value === "" && !beside ? "Send an empty line" : "Send";
      send.disabled = !this.#mayRespond || (beside && input.value === "");
    };
    update();
    input.addEventListener("input", update);
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.isComposing || event.repeat || input.value === "") return;
      event.preventDefault();
      this.#confirm(input.value, describe(), input);
    });
    send.addEventListener("click", (/** @type {MouseEvent} */ event) => {
      if (isKey(event)) this.#confirm(input.value, describe(), send);
      else this.#send(input.value);
    });
    const label = secret ? "Secret answer, shown to nobody" : beside ? "Or answer something else" : "Answer";
    return element(
      "div",
      { class: "answer-text" },
      element("label", { for: input.id }, label),
      element("div", { class: "field-row" }, input, send),
    );
  }

  /**
   * @param {MouseEvent} event
   * @param {Choice} choice
   */
  #chosen(event, choice) {
    if (isKey(event)) this.#confirm(choice.key, `“${choice.label || choice.key}”`, /** @type {HTMLElement} */ (event.currentTarget));
    else this.#send(choice.key);
  }

  /**
   * The second step of an answer by keyboard.
   *
   * @param {string} response
   * @param {string} description
   * @param {HTMLElement} origin where the focus goes back to
   */
  #confirm(response, description, origin) {
    if (this.dataset.state !== "armed") return;
    const box = /** @type {HTMLElement} */ (this.#question.querySelector(".question-confirm"));
    const armedAt = performance.now() + 300;
    const send = element("button", { type: "button", class: "button primary" }, `Send ${description}`);
    send.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.repeat) event.preventDefault();
    });
    send.addEventListener("click", () => {
      if (performance.now() >= armedAt) this.#send(response);
    });
    const back = element("button", { type: "button", class: "button" }, "Back");
    const close = () => {
      box.hidden = true;
      box.replaceChildren();
      origin.focus();
    };
    back.addEventListener("click", close);
    box.onkeydown = (event) => {
      if (event.key === "Escape") close();
    };
    box.replaceChildren(element("span", null, "Press Enter once more:"), send, back);
    box.hidden = false;
    send.focus();
  }

  /** @param {string} response */
  async #send(response) {
    const interaction = this.#interaction;
    if (interaction === null || this.dataset.state !== "armed") return;
    this.dataset.state = "sending";
    this.#sent = response;
    this.#say("busy", `Sending ${this.#describe(interaction, response)} …`);
    /** @param {Partial<Interaction>} outcome */
    const over = (outcome) => {
      if (this.#interaction === interaction) this.#settle({ ...interaction, ...outcome });
      // The next question came before the reply. What became of this answer must be said all the same.
      else if (this.#settled !== interaction) this.#tell({ ...interaction, ...outcome }, response);
    };
    try {
      const answer = await respond(interaction, response);
      over({ state: "answered", response, respondedBy: answer.respondedBy, respondedAt: new Date().toISOString() });
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) {
        const { respondedBy = null, response: winner = null, respondedAt = null } = error.problem;
        return over({ state: respondedBy === null ? "withdrawn" : "answered", response: winner, respondedBy, respondedAt });
      }
      if (this.#interaction !== interaction) return;
      this.dataset.state = "armed";
      const known = error instanceof Refusal;
      this.#say("error", known ? error.message : "The server cannot be reached: it is not known whether your answer arrived. If the question is still here when it is back, it did not.");
    }
  }

  /**
   * The question is over.
   *
   * @param {Interaction} interaction
   */
  #settle(interaction) {
    const shown = this.#interaction;
    if (shown === null || shown.id !== interaction.id || shown.jobId !== interaction.jobId) return;
    this.#interaction = null;
    this.#settled = shown;
    this.dataset.state = "settled";
    this.#question.replaceChildren();
    this.#tell(interaction, this.#sent);
  }

  /**
   * Says what became of a question, and of the viewer's own answer to it.
   *
   * @param {Interaction} interaction that is over
   * @param {string | null} sent what the viewer answered
   */
  #tell(interaction, sent) {
    const { respondedBy, respondedAt, response, type } = interaction;
    const mine = respondedBy === this.#viewer && (sent === null || sent === response || type === "secret");
    const answer = this.#describe(interaction, response);
    const when = respondedAt === null ? "" : ` at ${clockTime(respondedAt)}`;
    const lost = sent === null ? "" : ` Your answer ${this.#describe(interaction, sent)} was not used.`;
    if (respondedBy === null) this.#say(sent === null ? "info" : "lost", `The question is no longer open.${lost}`);
    else if (mine) this.#say("success", `You answered ${answer}${when}.`);
    else if (sent === null) this.#say("info", `${respondedBy} answered ${answer}${when}.`);
    else this.#say("lost", `${respondedBy} was faster and answered ${answer}${when}.${lost}`);
    clearTimeout(this.#timer);
    if (this.#notice.dataset.lasting === undefined) this.#timer = setTimeout(() => this.#leave(), FAREWELL);
  }

  /**
   * @param {Interaction} interaction
   * @param {string | null} response
   */
  #describe(interaction, response) {
    return interaction.type === "secret" ? "a secret" : describeResponse(interaction, response);
  }

  /**
   * @param {"busy" | "error" | "info" | "success" | "lost"} tone "lost" stays until it is dismissed
   * @param {string} text
   */
  #say(tone, text) {
    const symbol = { busy: "clock", error: "warning", info: "person", success: "check", lost: "warning" }[tone];
    this.#notice.replaceChildren(element("div", { class: `notice notice-${tone}` }, icon(symbol), element("p", null, text)));
    delete this.#notice.dataset.lasting;
    if (tone !== "lost") return;
    this.#notice.dataset.lasting = "";
    const dismiss = () => {
      delete this.#notice.dataset.lasting;
      this.#leave();
    };
    this.#notice.firstElementChild.append(element("button", { type: "button", class: "button small", onclick: dismiss }, "Understood"));
  }

  /** Takes the notice away, and with it the panel if nothing is asked. */
  #leave() {
    this.#notice.replaceChildren();
    if (this.#interaction !== null) return;
    this.hidden = true;
    this.dispatchEvent(new CustomEvent("left", { bubbles: true }));
  }
}

/** What is drawn, or stands in columns. */
const TABLE = /[\u2500-\u257f]|\S {3,}\S|\t|\|.*\|/;

/**
 * @param {string} prompt
 * @returns {[string[], string | null]} its lines, and apart from them the last one: what comes before may have to be
 *     scrolled, but the question itself is always in view. null if all of it is one line, or ends in a table.
 */
function splitPrompt(prompt) {
  const text = prompt.trim() === "" ? "The command waits for input." : prompt.replace(/\s+$/, "");
  const lines = text.split(/\r?\n/);
  const last = lines[lines.length - 1];
  return lines.length === 1 || TABLE.test(last) ? [lines, null] : [lines.slice(0, -1), last.trim()];
}

/**
 * @param {string} line
 * @returns {HTMLElement} prose wraps where the window is narrow, a table does not
 */
function promptLine(line) {
  return element("div", { class: TABLE.test(line) ? "prompt-table" : "prompt-prose" }, richText(line), line === "" ? "\u200b" : null);
}

/**
 * @param {MouseEvent} click
 * @returns {boolean} whether it was made by a key or a screen reader rather than by a pointer
 */
function isKey(click) {
  return click.detail === 0;
}

customElements.define("question-panel", QuestionPanel);
