package spiderpig.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import spiderpig.http.LoginSocket;

/** Asks the running server for a link that lets this user in. The server learns from the kernel who asks. */
@Command(
        name = "login",
        description = "Prints a link that lets you in, once and within a minute.",
        mixinStandardHelpOptions = true)
final class LoginCommand implements Callable<Integer> {
    @ParentCommand
    private SpiderpigCommand spiderpig = new SpiderpigCommand();

    @Override
    public Integer call() {
        DataDirectory data = spiderpig.data();
        try {
            System.out.println(LoginSocket.requestLink(data.loginSocket()));
        } catch (IOException e) {
            throw new StartException(
                    "No server on the data directory " + data.path() + " can be reached (" + e.getMessage()
                            + "). Start one with \"scap spiderpig\", or name the directory of the one that runs with --data-dir.",
                    e);
        }
        return CommandLine.ExitCode.OK;
    }
}
