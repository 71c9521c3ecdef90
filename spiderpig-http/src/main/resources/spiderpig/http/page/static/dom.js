/**
 * Builds elements. Strings become text nodes, never markup: nothing a job prints can turn into an element.
 *
 * @param {string} tag
 * @param {Record<string, any> | null} [properties] `class` and names with a hyphen are attributes, `onclick` and its
 *     like are listeners, all else is a property of the element; undefined is left out
 * @param {...(Node | string | null | undefined)} children
 * @returns {any} the element
 */
export function element(tag, properties, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined) continue;
    if (name === "class" || name === "role" || name === "for" || name.includes("-")) created.setAttribute(name, value);
    else if (name.startsWith("on")) created.addEventListener(name.slice(2), value);
    else /** @type {any} */ (created)[name] = value;
  }
  created.append(...children.filter((child) => child !== null && child !== undefined));
  return created;
}

// The icons are part of the page, so that one can be drawn when the server is gone.
fetch(new URL("./icons.svg", import.meta.url))
  .then((response) => response.text())
  .then((text) => {
    const sprite = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    sprite.setAttribute("hidden", "");
    document.body.append(document.importNode(sprite, true));
  })
  .catch(() => {}); // without icons, every control still has its words

/**
 * Draws one of the icons of `icons.svg`.
 *
 * @param {string} name
 * @returns {SVGSVGElement} hidden from screen readers: the text beside it says the same
 */
export function icon(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * Sets the text of a node, touching the page only if it differs.
 *
 * @param {Element} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
