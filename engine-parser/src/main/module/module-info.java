/** Types, module records and the instruction table; the binary and text formats; validation. */
module dev.weft.parser {
    exports dev.weft.binary;
    exports dev.weft.debug;
    exports dev.weft.syntax;
    exports dev.weft.text;
    exports dev.weft.valid;
}
