/// What a run leaves for people and machines: text, `results.json`, JUnit XML, one HTML page. All are made from the files of the run, so that
/// they can be made again.
@NullMarked
package dev.gapless.scenarios.report;

import org.jspecify.annotations.NullMarked;
