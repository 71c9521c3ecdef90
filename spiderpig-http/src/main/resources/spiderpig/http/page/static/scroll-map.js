/**
 * Maps the scroll bar to lines. Browsers cap the height of an element (near 16–33 million pixels), so a long log is
 * shown in a shorter scroll area: as long as it fits, one pixel of scrolling is one pixel of log; beyond that the scroll
 * bar is proportional.
 */
export class ScrollMap {
  /** The tallest scroll area that is used, in pixels; well below what any browser allows. */
  static MAX_HEIGHT = 8_000_000;

  /**
   * @param {number} total number of lines
   * @param {number} lineHeight pixels
   * @param {number} viewport visible height in pixels
   */
  constructor(total, lineHeight, viewport) {
    this.total = total;
    this.lineHeight = lineHeight;
    this.viewport = viewport;
  }

  /** @returns {number} height of the scroll area in pixels */
  get height() {
    return Math.max(this.viewport, Math.min(this.total * this.lineHeight, ScrollMap.MAX_HEIGHT));
  }

  /** @returns {boolean} whether a pixel of the scroll bar is a pixel of the log */
  get exact() {
    return this.total * this.lineHeight <= ScrollMap.MAX_HEIGHT;
  }

  /** @returns {number} the greatest scrollTop */
  get maxScrollTop() {
    return this.height - this.viewport;
  }

  /** @returns {number} the greatest position: the line at the top when the last one is at the bottom */
  get maxPosition() {
    return Math.max(0, this.total - this.viewport / this.lineHeight);
  }

  /**
   * @param {number} scrollTop
   * @returns {number} the line at the top, with the part of it that is scrolled out as fraction
   */
  positionAt(scrollTop) {
    if (this.maxScrollTop === 0) return 0;
    const share = Math.min(1, Math.max(0, scrollTop / this.maxScrollTop));
    return share * this.maxPosition;
  }

  /**
   * @param {number} position
   * @returns {number} the scrollTop that stands for it
   */
  scrollTopAt(position) {
    if (this.maxPosition === 0) return 0;
    const share = Math.min(1, Math.max(0, position / this.maxPosition));
    return share * this.maxScrollTop;
  }
}
