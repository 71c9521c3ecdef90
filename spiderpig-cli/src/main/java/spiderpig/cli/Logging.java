package spiderpig.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;

/** The server's own log: one line an event, to standard error. */
final class Logging {
    private Logging() {}

    /** To be called before anything is logged. */
    static void configure() {
        try (InputStream settings = Logging.class.getResourceAsStream("logging.properties")) {
            LogManager.getLogManager().readConfiguration(settings);
        } catch (IOException e) {
            throw new StartException("The program is incomplete: its logging.properties can't be read.", e);
        }
    }
}
