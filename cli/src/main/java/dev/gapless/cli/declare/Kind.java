package dev.gapless.cli.declare;

import dev.gapless.client.AdminClient;
import dev.gapless.client.AdminTerms;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One kind of thing that can be declared. [Kinds#ALL] lists them.
interface Kind {
    /// Things of a kind at most, in one workspace.
    int MAX = 10_000;

    /// A field of a declaration.
    ///
    /// @param name as in the admin API
    /// @param type what its value is
    record Field(String name, Type type) {}

    /// What a value is.
    enum Type {
        TEXT,
        NUMBER
    }

    /// A thing that is there.
    ///
    /// @param fields its values by name, [#names] and [#fields]
    /// @param resourceVersion given back with a change; 0 if it has none of its own
    record Found(Map<String, Object> fields, long resourceVersion) {}

    /// Such as `channel`.
    String name();

    /// The fields that together name a thing; all are needed.
    List<String> names();

    /// The fields that can be set; those that a declaration leaves out stay as they are.
    List<Field> fields();

    /// The thing that is declared, if it is there.
    Optional<Found> find(AdminClient admin, Declaration wanted);

    /// All that are there.
    ///
    /// @param workspace slug or id
    List<Found> all(AdminClient admin, String workspace);

    /// Makes it, if it is not there.
    ///
    /// @throws dev.gapless.cli.CliFailure if things of this kind are not made like this
    void create(AdminClient admin, Declaration wanted, AdminTerms terms);

    /// Changes what is there.
    ///
    /// @param fields those that differ, with the values wanted
    void change(AdminClient admin, Declaration wanted, Map<String, Object> fields, AdminTerms terms);
}
