import { answerOutcome, describeAnswer } from "./answer-outcome.js";
import { pendingInteraction, Refusal, respond } from "./api.js";
import { choicesOf } from "./choices.js";
import { element, icon, setText } from "./dom.js";
import { clockTime } from "./format.js";
import { PressGuard } from "./press-guard.js";
import { promptText } from "./prompt-text.js";

/** @typedef {import("./api.js").Interaction} Interaction */
/** @typedef {import("./choices.js").Choice} Choice */

/** How long a question takes no answer after it has come up, in milliseconds: what was meant for what was there before is lost. */
const ARMING = 700;
/** How long it says who answered before it goes away, in milliseconds. */
const FAREWELL = 6_000;
/** More choices than this are drawn small. */
const FEW = 6;

/**
 * `<question-panel>` shows what a job asks and takes the answer.
 *
 * Fires `left` when it has nothing more to say.
 *
 * Nothing is answered by accident: a new question is deaf for a moment, and so are buttons that have moved or that were
 * out of use; nothing has the focus, and a key on a choice only picks it; it is sent by a second, separate step. What is
 * pressed answers the question that it was drawn for, and no other.
 */
export class QuestionPanel extends HTMLElement {
  /** @type {Interaction | null} */
  #interaction = null;
  #mayRespond = true;
  #viewer = "";
  /** @type {import("./live.js").Connection} */
  #connection = "live";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #armTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {Interaction | null} what became of the question while an answer from here was under way */
  #meanwhile = null;
  /** @type {string | null} what was answered from here, while it is not known whether it has arrived */
  #adrift = null;

  #notice = element("div", { class: "question-notice", role: "status" });
  #question = element("div", { class: "question" });
  #reason = element("p", { class: "question-reason", role: "status" });
  #confirmBox = element("div", { class: "question-confirm", hidden: true });
  #guard = new PressGuard();

  connectedCallback() {
    document.addEventListener("visibilitychange", this.#seen);
    if (this.childElementCount > 0) return;
    this.setAttribute("role", "region");
    this.setAttribute("aria-label", "Question");
    this.tabIndex = -1;
    this.hidden = true;
    this.append(this.#notice, this.#question);
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#timer);
    clearTimeout(this.#armTimer);
    this.#guard.stop();
  }

  /** @param {import("./api.js").Viewer} viewer who looks at the page */
  set viewer(viewer) {
    this.#viewer = viewer.user;
    if (this.#mayRespond === viewer.mayRespond) return;
    this.#mayRespond = viewer.mayRespond;
    if (this.#interaction !== null) this.#ask(this.#interaction);
  }

  /** @param {import("./live.js").Connection} connection how the server is reached: without it nothing can be answered */
  set connection(connection) {
    const closed = this.#closedBecause;
    this.#connection = connection;
    if (this.#interaction === null || closed === this.#closedBecause) return;
    this.#update();
    if (this.#closedBecause !== "") return;
    this.#arm();
    if (this.#adrift !== null) this.#clearUp(this.#interaction, this.#adrift);
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
      if (shown !== null && isSame(shown, interaction)) return;
      const adrift = this.#adrift;
      this.#interaction = interaction;
      this.#ask(interaction);
      if (shown !== null && adrift !== null) this.#tell({ ...shown, state: "withdrawn" }, adrift, undefined);
    } else if (shown !== null && (interaction === null || interaction.id >= shown.id)) {
      // What was sent from here is told when its own reply is there: only that knows whether it was the one that counted.
      /** @type {Interaction} */
      const over = interaction?.id === shown.id ? interaction : { ...shown, state: "withdrawn" };
      if (this.dataset.state === "sending") this.#meanwhile = over;
      else this.#settle(over, this.#adrift);
    }
  }

  /** @returns {string} why nothing can be answered here; empty if it can */
  get #closedBecause() {
    if (!this.#mayRespond) return `Logged in as ${this.#viewer}, you may look but not answer. Whoever started the server may.`;
    if (this.#connection === "gone") return "The server cannot be reached. You can answer as soon as it is back.";
    if (this.#connection === "signed-out") return "You are not logged in any more. Log in again to answer.";
    return "";
  }

  /** @param {Interaction} interaction pending */
  #ask(interaction) {
    clearTimeout(this.#timer);
    this.#adrift = null;
    if (this.#notice.dataset.lasting === undefined) this.#notice.replaceChildren();
    const choices = choicesOf(interaction);
    const takesText = interaction.type !== "choices" || interaction.freeText || choices.length === 0;
    this.#closeConfirm();
    this.#question.replaceChildren(
      element(
        "h2",
        { class: "question-title" },
        icon("question"),
        this.#mayRespond ? "Your answer is wanted" : "An answer is wanted",
        element("span", { class: "question-since", title: interaction.createdAt }, `since ${clockTime(interaction.createdAt)}`),
      ),
      ...promptText(interaction.prompt),
    );
    if (choices.length > 0) this.#question.append(this.#choiceButtons(interaction, choices));
    if (takesText) this.#question.append(this.#textForm(interaction, choices.length > 0));
    this.#question.append(this.#reason, this.#confirmBox);
    this.hidden = false;
    this.#guard.start(/** @type {HTMLElement} */ (this.#question.querySelector(".choices, .answer-text")));
    this.#update();
    this.#arm();
  }

  /** Deaf for a moment. */
  #arm() {
    this.dataset.state = "arming";
    clearTimeout(this.#armTimer);
    this.#armTimer = setTimeout(() => this.#armed(), ARMING);
  }

  /** Takes answers from now on, or as soon as its buttons stand still. */
  #armed() {
    if (this.dataset.state !== "arming") return;
    if (this.#guard.isSteady) this.dataset.state = "armed";
    else this.#armTimer = setTimeout(() => this.#armed(), 100);
  }

  /** The click that brings a tab to the front must not go through to a button. */
  #seen = () => {
    if (!document.hidden && this.dataset.state === "armed") this.#arm();
  };

  /** Puts what answers in or out of use, and says why. */
  #update() {
    const reason = this.#closedBecause;
    setText(this.#reason, reason);
    for (const control of this.#question.querySelectorAll("button, input")) {
      const incomplete = control.dataset.incomplete !== undefined;
      control.disabled = control.localName === "input" ? !this.#mayRespond : reason !== "" || incomplete;
    }
  }

  /**
   * @param {Interaction} interaction
   * @param {Choice[]} choices
   */
  #choiceButtons(interaction, choices) {
    const buttons = choices.map((choice) => {
      const label = choice.label || choice.key;
      return element(
        "button",
        {
          type: "button",
          class: `choice choice-${choice.tone}`,
          onclick: (/** @type {MouseEvent} */ event) => this.#pressed(event, interaction, choice.key, `“${label}”`),
        },
        icon({ proceed: "go", destructive: "stop", neutral: "reply" }[choice.tone]),
        element("span", { class: "choice-label", title: label }, label),
        choice.isDefault ? element("span", { class: "choice-default" }, "(default)") : null,
        choice.key === "" || choice.key === choice.label
          ? null
          : element("kbd", { class: "choice-key", title: `sends ${choice.key}` }, choice.key),
      );
    });
    return element("div", { class: `choices${choices.length > FEW ? " choices-many" : ""}`, role: "group", "aria-label": "Choices" }, ...buttons);
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
    });
    const send = element("button", { type: "button", class: "button primary" }, "Send");
    const describe = () => (secret ? "your secret answer" : `“${input.value}”`);
    const update = () => {
      send.toggleAttribute("data-incomplete", input.value === "");
      this.#update();
    };
    input.addEventListener("input", update);
    input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.isComposing || event.repeat || input.value === "") return;
      event.preventDefault();
      this.#confirm(interaction, input.value, describe(), input);
    });
    send.addEventListener("click", (/** @type {MouseEvent} */ event) => this.#pressed(event, interaction, input.value, describe()));
    send.setAttribute("data-incomplete", "");
    const row = element("div", { class: "field-row" }, input, send);
    // A choice is the way to say little; a question for a text alone may want nothing.
    if (!beside) row.append(this.#emptyButton(interaction));
    const label = secret ? "Secret answer, shown to nobody" : beside ? "Or answer something else" : "Answer";
    return element("div", { class: "answer-text" }, element("label", { for: input.id }, label), row);
  }

  /** @param {Interaction} interaction */
  #emptyButton(interaction) {
    const meaning = interaction.default ? `an empty line, for ${interaction.default}` : "an empty line";
    const button = element("button", { type: "button", class: "button answer-empty" }, `Send ${meaning}`);
    button.addEventListener("click", () => this.#confirm(interaction, "", meaning, button));
    return button;
  }

  /**
   * @param {MouseEvent} event
   * @param {Interaction} interaction
   * @param {string} response
   * @param {string} description
   */
  #pressed(event, interaction, response, description) {
    if (isKey(event)) this.#confirm(interaction, response, description, /** @type {HTMLElement} */ (event.currentTarget));
    else if (this.#takes(interaction)) this.#send(interaction, response);
  }

  /**
   * @param {Interaction} interaction the one that a press was meant for
   * @returns {boolean} whether it takes an answer at this moment
   */
  #takes(interaction) {
    if (this.#interaction !== interaction || this.dataset.state !== "armed" || this.#closedBecause !== "") return false;
    if (this.#guard.isSteady) return true;
    this.#say("info", "The buttons have just moved, so nothing was sent. Press again.");
    return false;
  }

  /**
   * The second step of an answer by keyboard, and of an empty one.
   *
   * @param {Interaction} interaction
   * @param {string} response
   * @param {string} description
   * @param {HTMLElement} origin where the focus goes back to
   */
  #confirm(interaction, response, description, origin) {
    if (this.dataset.state !== "armed") return;
    const box = this.#confirmBox;
    const armedAt = performance.now() + 300;
    const send = element("button", { type: "button", class: "button primary" }, `Send ${description}`);
    send.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.repeat) event.preventDefault();
    });
    send.addEventListener("click", () => {
      if (performance.now() >= armedAt && this.#interaction === interaction) this.#send(interaction, response);
    });
    const close = () => {
      this.#closeConfirm();
      origin.focus();
    };
    const back = element("button", { type: "button", class: "button", onclick: close }, "Back");
    box.onkeydown = (event) => {
      if (event.key === "Escape") close();
    };
    box.replaceChildren(element("span", null, "Press Enter once more:"), send, back);
    box.hidden = false;
    send.focus();
  }

  #closeConfirm() {
    this.#confirmBox.hidden = true;
    this.#confirmBox.replaceChildren();
  }

  /**
   * @param {Interaction} interaction
   * @param {string} response
   */
  async #send(interaction, response) {
    if (this.dataset.state !== "armed") return;
    this.dataset.state = "sending";
    this.#meanwhile = this.#adrift = null;
    this.#say("busy", `Sending ${describeAnswer(interaction, response)} …`);
    try {
      const answer = await respond(interaction, response);
      this.#over({ ...interaction, response, respondedBy: answer.respondedBy, respondedAt: new Date().toISOString() }, response, true);
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) {
        const { respondedBy = null, response: winner = null, respondedAt = null } = error.problem;
        this.#over({ ...interaction, response: winner, respondedBy, respondedAt }, response, false);
      } else if (this.#meanwhile !== null) {
        this.#over(this.#meanwhile, response, undefined);
      } else if (this.#interaction === interaction) {
        this.#arm();
        const known = error instanceof Refusal;
        this.#adrift = known ? null : response;
        this.#say("error", known ? error.message : "The server cannot be reached: it is not known whether your answer has arrived. This page says so as soon as it is back.");
      }
    }
  }

  /**
   * The server is back: an answer that has arrived is told by the events, one that has not is told here.
   *
   * @param {Interaction} interaction
   * @param {string} sent
   */
  async #clearUp(interaction, sent) {
    const pending = await pendingInteraction(interaction.jobId).catch(() => null);
    if (pending?.id !== interaction.id || this.#interaction !== interaction || this.#adrift !== sent) return;
    this.#adrift = null;
    this.#say("error", `Your answer ${describeAnswer(interaction, sent)} has not arrived: the question is still open. Answer again.`);
  }

  /**
   * An answer from here has got its reply. The next question may have come before it: what became of the answer is said
   * all the same.
   *
   * @param {Interaction} interaction as it stands now
   * @param {string} sent
   * @param {boolean | undefined} won whether this answer was the one; undefined if the reply was lost
   */
  #over(interaction, sent, won) {
    if (this.#interaction !== null && isSame(this.#interaction, interaction)) this.#settle(interaction, sent, won);
    else this.#tell(interaction, sent, won);
  }

  /**
   * The question is over.
   *
   * @param {Interaction} interaction
   * @param {string | null} [sent] what the viewer answered
   * @param {boolean} [won]
   */
  #settle(interaction, sent = null, won = undefined) {
    const hadFocus = this.#question.contains(document.activeElement);
    this.#interaction = this.#adrift = null;
    this.#guard.stop();
    clearTimeout(this.#armTimer);
    this.dataset.state = "settled";
    this.#question.replaceChildren();
    if (hadFocus) this.focus({ preventScroll: true });
    this.#tell(interaction, sent, won);
  }

  /**
   * Says what became of a question, and of the viewer's own answer to it.
   *
   * @param {Interaction} interaction that is over
   * @param {string | null} sent what the viewer answered
   * @param {boolean | undefined} won
   */
  #tell(interaction, sent, won) {
    const { tone, text } = answerOutcome(interaction, { viewer: this.#viewer, sent, won });
    this.#say(tone, text);
    clearTimeout(this.#timer);
    if (this.#notice.dataset.lasting === undefined) this.#timer = setTimeout(() => this.#leave(), FAREWELL);
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

/**
 * @param {Interaction} a
 * @param {Interaction} b
 */
function isSame(a, b) {
  return a.id === b.id && a.jobId === b.jobId;
}

/**
 * @param {MouseEvent} click
 * @returns {boolean} whether it was made by a key or a screen reader rather than by a pointer
 */
function isKey(click) {
  return click.detail === 0;
}

customElements.define("question-panel", QuestionPanel);
