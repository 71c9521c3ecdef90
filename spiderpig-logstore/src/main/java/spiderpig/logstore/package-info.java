/**
 * Line logs of any size, read in pages while they are being written. A library of its own: it knows lines, not who prints them.
 *
 * <pre>{@code
 * try (LogStore store = LogStore.open(directory)) {
 *     JobLog log = store.create(42);
 *     LogWriter writer = log.writer();
 *     try (Subscription following = log.follow(() -> System.out.println(log.size() + " lines"))) {
 *         byte[] output = "compiling\npassword=hunter2\n".getBytes(StandardCharsets.UTF_8);
 *         writer.fragment(RecordKind.OUTPUT, Instant.now(), output, 0, output.length);
 *         writer.commit(new Checkpoint(output.length, 0));
 *     }
 *     writer.complete(log.checkpoint());
 *
 *     for (LogRecord line : log.read(-10, 10).records()) {
 *         System.out.println(line.number() + " " + line.text()); // 1 password=•••
 *     }
 * }
 * }</pre>
 *
 * <b>Writing.</b> A {@link spiderpig.logstore.LogWriter} collects lines into frames of up to 64 KiB, and appends them in batches. A
 * batch is in the log as a whole, with its {@link spiderpig.logstore.Checkpoint}, or not at all, whenever the process is killed and
 * whatever the disk refuses; so a writer that starts again at the checkpoint loses nothing and repeats nothing. The file
 * formats are tables in {@code LogFormat} and {@code OffsetIndex}.
 *
 * <p><b>Reading.</b> What has been committed never changes. A reader takes one immutable object, {@code Committed}, which says how far
 * that is, and from there needs no lock: it waits for no writer, and no writer for it. A sparse index, with an entry for some
 * 64 KiB of log, cuts the log into blocks; to read means to find a block, to decode it and to render some of its lines.
 *
 * <p><b>Masking.</b> Lines are stored as they came and masked on their way out, block by block, by the store's
 * {@link spiderpig.logstore.Masker}, which is shown enough of what stands around a block to see a secret that is cut by its edges.
 *
 * <p><b>What it costs</b>, with <i>n</i> for the length of the log:
 *
 * <table>
 * <caption>Time and memory</caption>
 * <tr><th>operation<th>time<th>memory
 * <tr><td>append<td>its bytes<td>the batch
 * <tr><td>a page, anywhere<td>log <i>n</i> short reads of the index, then its blocks<td>the page, and a block
 * <tr><td>text or search<td>the bytes from where it begins<td>a block
 * <tr><td>open, even after a kill<td>the frames behind the last entry of the index<td>256 KiB
 * <tr><td>open without an index, which is made anew<td><i>n</i><td>16 bytes for 64 KiB of log
 * <tr><td>follow<td>nothing while nothing happens<td>an object
 * <tr><td>a log that is open<td><td>some hundred bytes; its writer 64 KiB and the batch, until it is complete
 * </table>
 */
@NullMarked
package spiderpig.logstore;

import org.jspecify.annotations.NullMarked;
