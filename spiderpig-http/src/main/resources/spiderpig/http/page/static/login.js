/** Exchanges a login code for a session, and goes on where the viewer wanted to go. */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const input = /** @type {HTMLInputElement} */ (document.querySelector("#code"));
const message = /** @type {HTMLElement} */ (document.querySelector("#login-message"));

if (new URLSearchParams(location.search).has("code")) refuse();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = codeIn(input.value);
  if (code === "") return;
  try {
    const response = await fetch(`/login?code=${encodeURIComponent(code)}`, { cache: "no-store" });
    if (!response.ok) refuse();
    else if (location.pathname === "/login") location.replace("/index");
    else location.reload(); // now as the page that was asked for
  } catch {
    message.textContent = "The server cannot be reached.";
  }
});

function refuse() {
  message.textContent = "This code is not valid. A code works once, and for one minute: get a new one.";
  input.value = "";
  input.focus();
}

/**
 * @param {string} text a code, or the whole address with it
 * @returns {string}
 */
function codeIn(text) {
  return /[?&]code=([^&#\s]+)/.exec(text)?.[1] ?? text.trim();
}
