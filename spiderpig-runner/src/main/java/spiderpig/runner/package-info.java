/** Starts jobs, follows their output, asks their questions, delivers answers, cancels, and takes up again what outlived its server. */
@NullMarked
package spiderpig.runner;

import org.jspecify.annotations.NullMarked;
