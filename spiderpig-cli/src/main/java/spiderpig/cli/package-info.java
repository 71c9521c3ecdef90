/** The command line of {@code scap spiderpig}. */
@NullMarked
package spiderpig.cli;

import org.jspecify.annotations.NullMarked;
