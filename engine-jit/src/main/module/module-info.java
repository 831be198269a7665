/** The compiler: found by its service, it exports nothing. */
module dev.weft.jit {
    requires dev.weft.runtime;
    requires org.objectweb.asm;
    requires static jdk.incubator.vector;

    provides dev.weft.runtime.tier.Tier with dev.weft.jit.JitTier;
}
