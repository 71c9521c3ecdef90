package spiderpig.runner;

import java.nio.file.Path;

/**
 * Where a job's stdin comes from.
 *
 * @param stdin the pipe that the job reads ({@code in} of its directory), absolute and without symbolic links
 * @param answers the file that holds all answers given so far, absolute and without symbolic links
 * @param wrapper the process id of the wrapper, whose child the leader is
 * @param leader the process id of the job's session leader
 * @param feeder the process id of the {@code tail} that copies {@code answers} into the pipe
 */
record JobInput(Path stdin, Path answers, long wrapper, long leader, long feeder) {}
