/** The HTTP API, the event streams and the web page. */
@NullMarked
package spiderpig.http;

import org.jspecify.annotations.NullMarked;
