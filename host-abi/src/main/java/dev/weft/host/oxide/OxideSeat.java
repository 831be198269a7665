package dev.weft.host.oxide;

/**
 * Where in a world a guest lives; a setting of {@link dev.weft.host.GuestOptions}.
 *
 * @param world the world
 * @param url   where the guest's module comes from
 * @param task  the worker that the guest is the code of; null for a main module
 */
record OxideSeat(OxideWorld world, String url, OxideTask task) {
}
