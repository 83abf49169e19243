/// The file format: [dev.gapless.scenarios.format.ScenarioFile] turns YAML into a [dev.gapless.scenarios.format.Scenario], or into a list of
/// mistakes, each with line and column. The same format as JSON Schema, for editors, is the resource `scenario-v1.schema.json`; a test holds
/// the two against each other.
@NullMarked
package dev.gapless.scenarios.format;

import org.jspecify.annotations.NullMarked;
