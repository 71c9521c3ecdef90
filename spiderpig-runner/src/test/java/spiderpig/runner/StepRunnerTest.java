package spiderpig.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StepRunnerTest {
    private final StepRunner steps = new StepRunner("Job 7");

    @Test
    void aRestIsNotCutShortByWhatHappens() {
        Duration length = Duration.ofMillis(200);
        long began = System.nanoTime();
        steps.wake();
        steps.rest(length);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(length);
    }

    @Test
    void aRestEndsWhenItIsStopped() throws InterruptedException {
        Thread resting = new Thread(() -> steps.rest(Duration.ofDays(1)));
        resting.start();
        steps.stop();
        resting.join();
    }
}
