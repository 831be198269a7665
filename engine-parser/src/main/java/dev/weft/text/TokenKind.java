package dev.weft.text;

/**
 * The kinds of tokens in the text format.
 *
 * @see <a href="https://webassembly.github.io/spec/core/text/lexical.html#tokens">Tokens</a>
 */
public enum TokenKind {
    LPAR, RPAR,
    /** An integer without sign. */
    NAT,
    /** An integer with sign. */
    INT,
    FLOAT, STRING, ID, KEYWORD,
    /** A run of characters that is none of the others. */
    RESERVED,
    /** Behind the last token. */
    EOF
}
