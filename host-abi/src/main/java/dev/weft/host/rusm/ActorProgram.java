package dev.weft.host.rusm;

import dev.weft.host.ExitReason;
import dev.weft.host.GuestModule;
import dev.weft.host.GuestOptions;
import dev.weft.host.HostContext;
import dev.weft.host.kernel.Program;
import dev.weft.host.kernel.Worker;
import dev.weft.host.wasi.ProcExit;
import dev.weft.runtime.FunctionInstance;

/**
 * The life of a process that is a guest.
 *
 * @param options with the system among the settings
 */
record ActorProgram(GuestModule module, String entry, GuestOptions options) implements Program {

    @Override
    public void run(Worker self) throws Exception {
        HostContext guest = self.host(module, options);
        FunctionInstance function = guest.export(entry, "");
        if (function == null) {
            throw new ExitReason.Exit(new ExitReason(ExitReason.Kind.FAILED,
                    "no function \"" + entry + "\" of type () -> () is exported", null));
        }
        try {
            self.call(function::call);
        } catch (ProcExit exit) {
            if (exit.code() != 0) {
                throw new ExitReason.Exit(new ExitReason(ExitReason.Kind.FAILED, exit.getMessage(), null));
            }
        }
    }
}
