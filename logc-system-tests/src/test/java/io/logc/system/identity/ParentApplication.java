package io.logc.system.identity;

import io.logc.system.rig.LoadApplication;

/** A load application that has started a child process, which goes on when its parent is gone. */
public final class ParentApplication {
    private ParentApplication() {}

    /** Starts the child while it logs, so that the child could inherit whatever logc has open. */
    public static void main(final String[] args) throws Exception {
        final Thread starter = new Thread(
                () -> {
                    try {
                        Thread.sleep(300);
                        final Process child = new ProcessBuilder("sleep", "600").start();
                        System.out.println("child=" + child.pid());
                    } catch (final Exception e) {
                        System.out.println("no child: " + e);
                    }
                },
                "starter");
        starter.setDaemon(true);
        starter.start();
        LoadApplication.main(args);
    }
}
