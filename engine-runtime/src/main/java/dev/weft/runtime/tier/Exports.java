package dev.weft.runtime.tier;

/** Opens the runtime's packages to code that tiers emit, which is in no named module. */
public final class Exports {

    private Exports() {
    }

    /** Lets a module use what only tiers may use. */
    public static void toCode(Module module) {
        Module ours = Exports.class.getModule();
        ours.addExports("dev.weft.runtime.tier", module);
        ours.addExports("dev.weft.runtime.numeric", module);
        ours.addExports("dev.weft.runtime.compiled", module);
    }
}
