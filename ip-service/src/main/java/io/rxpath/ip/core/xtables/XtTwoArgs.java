package io.rxpath.ip.core.xtables;

import org.jspecify.annotations.Nullable;

/** An extension with an option of two arguments. */
interface XtTwoArgs {
    /** True if the option takes another word. */
    boolean wantsSecond(String option);

    /** The other word, null if there is none. */
    void second(@Nullable String word);
}
