/** Jobs, interactions and their rules: who may start what, who answered first, what is over. */
@NullMarked
package spiderpig.core;

import org.jspecify.annotations.NullMarked;
