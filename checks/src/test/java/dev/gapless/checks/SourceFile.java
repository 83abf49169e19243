package dev.gapless.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One text file.
///
/// @param path relative to the project's root, with `/` between names
/// @param text the whole content
record SourceFile(String path, String text) {
    boolean isJava() { return path.endsWith(".java"); }

    /// The name without folders.
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// The path without the name, and without the last `/`.
    String folder() {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    List<String> lines() {
        return text.lines().toList();
    }

    /// Where `pattern` occurs, as `path:line: match`, each with `advice` behind it.
    List<String> find(Pattern pattern, String advice) {
        return findIn(text, pattern, advice);
    }

    /// Like [#find], but blind to comments, strings and characters. Only for Java.
    List<String> findInCode(Pattern pattern, String advice) {
        return findIn(JavaText.codeOf(text), pattern, advice);
    }

    /// `path:line`, as editors and terminals can open it; `offset` counts characters from the start of the text.
    String at(int offset) {
        return path + ":" + (1 + text.substring(0, offset).chars().filter(c -> c == '\n').count());
    }

    private List<String> findIn(String searched, Pattern pattern, String advice) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(searched);
        while (matcher.find()) {
            found.add(at(matcher.start()) + ": " + matcher.group().strip() + " (" + advice + ")");
        }
        return found;
    }
}
