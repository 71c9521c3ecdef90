package spiderpig.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which modules may know which. It stands in the one module that sees them all. */
final class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("spiderpig");

    @Test
    void theModulesAreTheseAndEachIsOnePackage() {
        assertThat(PROGRAM.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "spiderpig.core", "spiderpig.logstore", "spiderpig.runner", "spiderpig.http", "spiderpig.cli");
    }

    @ParameterizedTest
    @CsvSource({
        "core,     ''",
        "logstore, ''",
        "runner,   core logstore",
        "http,     core logstore",
        "cli,      core logstore runner http"
    })
    void aModuleKnowsOnlyTheseOthers(String module, String known) {
        String[] packages = Stream.concat(Stream.of(module), Stream.of(known.split(" ")))
                .map(name -> "spiderpig." + name)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("spiderpig." + module)
                .should()
                .dependOnClassesThat(resideInAPackage("spiderpig..").and(not(resideInAnyPackage(packages))))
                .check(PROGRAM);
    }

    @Test
    void noModulesKnowEachOtherInACircle() {
        slices().matching("spiderpig.(*)..").should().beFreeOfCycles().check(PROGRAM);
    }

    @ParameterizedTest
    @CsvSource({
        "core,     io.undertow.. picocli.. org.xnio..",
        "logstore, io.undertow.. picocli.. org.xnio.. com.fasterxml.. jakarta.. org.eclipse.. org.sqlite..",
        "runner,   io.undertow.. picocli.. org.xnio.. jakarta.. org.eclipse.. org.sqlite.. com.zaxxer..",
        "http,     picocli.. jakarta.. org.eclipse.. org.sqlite.. com.zaxxer..",
        "cli,      io.undertow.. org.xnio.. jakarta.. org.eclipse.. org.sqlite.. com.zaxxer.. java.sql.."
    })
    void aLibraryIsKnownOnlyToTheModuleWhoseBusinessItIs(String module, String libraries) {
        noClasses()
                .that()
                .resideInAPackage("spiderpig." + module)
                .should()
                .dependOnClassesThat(resideInAnyPackage(libraries.split(" +")))
                .check(PROGRAM);
    }

    @Test
    void everythingIsLoggedThroughTheLoggerOfTheJdk() {
        noClasses()
                .that(not(JavaClass.Predicates.equivalentTo(Logging.class))) // which sets up where it goes
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "java.util.logging..", "org.slf4j..", "org.jboss.logging..", "org.apache.logging.."))
                .check(PROGRAM);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("spiderpig.cli")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PROGRAM);
    }
}
