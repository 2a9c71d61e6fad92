package io.logc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedRootsTest {
    @TempDir
    private Path temporary;

    private Path logs;
    private Path elsewhere;
    private AllowedRoots roots;

    @BeforeEach
    void createDirectories() throws IOException {
        temporary = temporary.toRealPath();
        logs = Files.createDirectories(temporary.resolve("logs"));
        elsewhere = Files.createDirectories(temporary.resolve("logs-evil"));
        roots = new AllowedRoots(List.of(logs));
    }

    @Test
    void shouldAllowFilesBelowARoot() throws IOException {
        Files.createDirectories(logs.resolve("a/b"));
        Files.createFile(logs.resolve("there.log"));

        assertThat(roots.test(logs.resolve("new.log"))).isTrue();
        assertThat(roots.test(logs.resolve("there.log"))).isTrue();
        assertThat(roots.test(logs.resolve("a/b/app.log"))).isTrue();
    }

    @Test
    void shouldAllowEverythingWhenNoRootIsNamed() throws IOException {
        assertThat(new AllowedRoots(List.of()).test(elsewhere.resolve("app.log")))
                .isTrue();
    }

    @Test
    void shouldAllowEachOfSeveralRoots() throws IOException {
        final AllowedRoots both = new AllowedRoots(List.of(logs, elsewhere));

        assertThat(both.test(logs.resolve("app.log"))).isTrue();
        assertThat(both.test(elsewhere.resolve("app.log"))).isTrue();
        assertThat(both.test(temporary.resolve("app.log"))).isFalse();
    }

    @Test
    void shouldNotBeTakenInByACommonPrefix() {
        assertThat(roots.test(elsewhere.resolve("app.log"))).isFalse();
    }

    @Test
    void shouldNotBeTakenInByParentSteps() throws IOException {
        Files.createFile(elsewhere.resolve("there.log"));

        assertThat(roots.test(logs.resolve("../logs-evil/app.log"))).isFalse();
        assertThat(roots.test(logs.resolve("../logs-evil/there.log"))).isFalse();
        assertThat(roots.test(logs.resolve("../app.log"))).isFalse();
    }

    @Test
    void shouldNotBeTakenInByALinkedDirectory() throws IOException {
        Files.createSymbolicLink(logs.resolve("way-out"), elsewhere);

        assertThat(roots.test(logs.resolve("way-out/app.log"))).isFalse();
    }

    @Test
    void shouldNotBeTakenInByALinkedFile() throws IOException {
        Files.createSymbolicLink(logs.resolve("app.log"), Files.createFile(elsewhere.resolve("there.log")));

        assertThat(roots.test(logs.resolve("app.log"))).isFalse();
    }

    /** Opening it for append would create what it points to. */
    @Test
    void shouldNotBeTakenInByALinkThatLeadsNowhereYet() throws IOException {
        Files.createSymbolicLink(logs.resolve("app.log"), elsewhere.resolve("not-yet.log"));

        assertThat(roots.test(logs.resolve("app.log"))).isFalse();
    }

    @Test
    void shouldResolveARootThatIsALinkItself() throws IOException {
        final Path link = Files.createSymbolicLink(temporary.resolve("link"), logs);
        final AllowedRoots linked = new AllowedRoots(List.of(link));

        assertThat(linked.test(logs.resolve("app.log"))).isTrue();
        assertThat(linked.test(link.resolve("app.log"))).isTrue();
    }

    @Test
    void shouldRefuseWhatCannotBeResolved() {
        assertThat(roots.test(logs.resolve("missing/app.log"))).isFalse();
    }

    @Test
    void shouldRefuseARootThatDoesNotExist() {
        assertThatThrownBy(() -> new AllowedRoots(List.of(logs.resolve("missing"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(logs.resolve("missing").toString());
    }
}
