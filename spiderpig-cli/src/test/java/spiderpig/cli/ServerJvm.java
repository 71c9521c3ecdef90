package spiderpig.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Java that tests run the program with: as the launcher does from the second start on, with an archive of the classes,
 * which halves what a start takes. The archive is made once and goes with this JVM. Any thread may ask.
 */
final class ServerJvm {
    private static final List<String> OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xlog:cds=off",
            "-Xlog:cds+dynamic=off",
            "-cp",
            classPath());

    private ServerJvm() {}

    /**
     * The command that runs the program.
     *
     * @param options further ones of Java
     */
    static List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(ArchiveHolder.OPTION);
        command.addAll(OPTIONS);
        command.addAll(List.of(options));
        command.add(SpiderpigCommand.class.getName());
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Jars alone, for there is no archive of what is in directories; those are the tests' own, if the program was packed. */
    private static String classPath() {
        String all = System.getProperty("java.class.path");
        String jars = Stream.of(all.split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Path program = Path.of(SpiderpigCommand.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        return Files.isDirectory(program) ? all : jars;
    }

    /** Made when it is asked for first. */
    private static final class ArchiveHolder {
        private static final List<String> OPTION = make();

        private static List<String> make() {
            try {
                Path directory = Files.createTempDirectory("spiderpig-classes-");
                Path archive = directory.resolve("classes.jsa");
                List<String> command = new ArrayList<>(List.of(java(), "-XX:ArchiveClassesAtExit=" + archive));
                command.addAll(OPTIONS);
                Path data = directory.resolve("data");
                command.addAll(List.of(Rehearsal.class.getName(), data.toString()));
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> Scratch.remove(directory)));
                return Files.exists(archive) ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException("Nobody interrupts tests", e);
            }
        }
    }
}
