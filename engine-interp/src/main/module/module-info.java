/** The interpreter: found by its service, it exports nothing. */
module dev.weft.interp {
    requires dev.weft.runtime;

    provides dev.weft.runtime.tier.Tier with dev.weft.interp.InterpreterTier;
}
