/** What a search is asked for, as people write it, and the ways to show what it finds. */
@NullMarked
package io.tallystick.auditor.search;

import org.jspecify.annotations.NullMarked;
