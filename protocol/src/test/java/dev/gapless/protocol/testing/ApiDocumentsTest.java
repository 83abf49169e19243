package dev.gapless.protocol.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.openapiparser.OpenApiParser;
import io.openapiparser.OpenApiResult;
import io.openapiparser.OpenApiVersion;
import io.openapiprocessor.jsonschema.reader.UriReader;
import io.openapiprocessor.jsonschema.schema.DocumentLoader;
import io.openapiprocessor.jsonschema.schema.DocumentStore;
import io.openapiprocessor.jsonschema.schema.Output;
import io.openapiprocessor.jsonschema.schema.SchemaStore;
import io.openapiprocessor.jsonschema.validator.Validator;
import io.openapiprocessor.jsonschema.validator.ValidatorSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The documents of docs/reference are OpenAPI, says a validator that others wrote.
class ApiDocumentsTest {
    @ParameterizedTest
    @ValueSource(strings = {"openapi.yaml", "admin-openapi.yaml"})
    void passAValidator(String name) {
        assertEquals(List.of(), errors(ApiDocument.file(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"operationId: listWorkspaces|operationId: [1]", "in: path|in: nowhere", "summary:|sumary:"})
    void wouldNotIfTheyWereWrong(String mistake, @TempDir Path directory) throws IOException {
        String right = Files.readString(ApiDocument.file("admin-openapi.yaml"));
        String[] change = mistake.split("\\|");
        assertTrue(right.contains(change[0]), mistake);
        Path wrong = directory.resolve("wrong.yaml");
        Files.writeString(wrong, right.replaceFirst(change[0], change[1]));
        assertFalse(errors(wrong).isEmpty(), mistake);
    }

    @Test
    void pointOnlyAtWhatIsThereAndAtAllOfIt() {
        for (ApiDocument document : List.of(ApiDocument.gateway(), ApiDocument.admin())) {
            assertEquals(List.of(), document.deadReferences());
            assertEquals(Set.of(), document.unusedComponents());
        }
    }

    @Test
    void nameEveryOperationOnce() {
        for (ApiDocument document : List.of(ApiDocument.gateway(), ApiDocument.admin())) {
            List<String> names = document.operations().stream().map(ApiDocument.Operation::name).toList();
            assertEquals(names.size(), Set.copyOf(names).size());
        }
    }

    private static List<String> errors(Path file) {
        URI uri = file.toAbsolutePath().normalize().toUri();
        DocumentLoader loader = new DocumentLoader(
                new UriReader(), text -> new Load(LoadSettings.builder().build()).loadFromString(text));
        OpenApiResult document = new OpenApiParser(new DocumentStore(), loader).parse(uri);
        assertEquals(OpenApiVersion.V31, document.getVersion());
        SchemaStore schemas = new SchemaStore(loader);
        schemas.registerDraft202012();
        document.validate(new Validator(new ValidatorSettings().setOutput(Output.DETAILED)), schemas);
        return document.getValidationErrors().stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getText())
                .toList();
    }
}
