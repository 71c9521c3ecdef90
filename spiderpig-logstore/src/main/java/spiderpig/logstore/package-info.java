/** Line logs of any size, read in pages while they are being written. */
@NullMarked
package spiderpig.logstore;

import org.jspecify.annotations.NullMarked;
