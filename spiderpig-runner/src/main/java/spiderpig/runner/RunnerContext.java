package spiderpig.runner;

import java.time.Clock;
import spiderpig.core.Commands;
import spiderpig.core.Database;
import spiderpig.logstore.LogStore;

/**
 * What all jobs of a runner have in common.
 *
 * @param database where jobs, questions and what people ask for stand
 * @param logs where output goes
 * @param commands what may be started
 * @param clock tells when something happened, and what is due
 * @param settings how patient to be
 */
record RunnerContext(Database database, LogStore logs, Commands commands, Clock clock, RunnerSettings settings) {}
