package io.logc.system.storage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A disk of two megabytes, which a test can fill, and make larger. */
abstract class SmallDiskTest extends StorageTest {
    MountSpace space;
    Path disk;

    @BeforeEach
    void mountDisk() throws IOException {
        assumeTrue(MountSpace.isPossible(), "this user may mount");
        space = new MountSpace();
        disk = Files.createDirectory(scratch.log("disk"));
        space.mountTmpfs(disk, "size=2m");
    }

    @AfterEach
    void unmountDisk() {
        if (space != null) {
            space.close();
        }
    }
}
