package dev.gapless.cli.top;

import dev.gapless.protocol.api.TopView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is shown and how: the last frame, which table keys act on, and how each is sorted and narrowed. Immutable.
///
/// @param frame the last one that is to be seen; empty before the first
/// @param focus index of the table that keys act on
/// @param sorts column of each table that it is sorted by
/// @param orders in which direction
/// @param filter text that rows must contain; empty for all
/// @param input what keys mean
/// @param frozen whether new frames are passed over
/// @param trouble why there is no new frame
record TopState(
        Optional<TopView> frame, int focus, List<Integer> sorts, List<Order> orders, String filter, Input input,
        boolean frozen, Optional<String> trouble) {
    private static final int FILTER_MAX = 40;

    /// The direction of a sort.
    enum Order {
        /// Greatest number first, text from A.
        USUAL,
        OTHER
    }

    /// What keys mean.
    enum Input {
        COMMANDS,
        FILTER
    }

    /// A key that was pressed.
    sealed interface Key {
        /// A character.
        record Typed(int character) implements Key {}

        /// A key without a character.
        enum Named implements Key {
            LEFT,
            RIGHT,
            UP,
            DOWN,
            ESCAPE
        }
    }

    TopState {
        sorts = List.copyOf(sorts);
        orders = List.copyOf(orders);
    }

    /// Before the first frame. Tables are sorted by what is busiest.
    static TopState begin() {
        List<Integer> sorts = Panel.of(NOTHING).stream().map(TopState::busiest).toList();
        return new TopState(
                Optional.empty(), 0, sorts, sorts.stream().map(column -> Order.USUAL).toList(), "", Input.COMMANDS,
                false, Optional.empty());
    }

    private static final TopView NOTHING = new TopView(0, List.of(), List.of(), false, List.of(), List.of());

    private static int busiest(Panel panel) {
        for (int i = 0; i < panel.columns().size(); i++) {
            if (panel.columns().get(i).head().endsWith("/S")) {
                return i;
            }
        }
        return 0;
    }

    /// The names of all tables.
    static List<String> titles() {
        return Panel.of(NOTHING).stream().map(Panel::title).toList();
    }

    /// The tables as they are to be seen.
    List<Panel> panels() {
        List<Panel> all = Panel.of(frame.orElse(NOTHING));
        Panel[] shown = new Panel[all.size()];
        Arrays.setAll(shown, i -> all.get(i).sorted(sorts.get(i), orders.get(i), filter));
        return List.of(shown);
    }

    /// A new frame came.
    TopState seen(TopView fresh) {
        return frozen && frame.isPresent()
                ? this
                : new TopState(
                        Optional.of(fresh), focus, sorts, orders, filter, input, frozen, Optional.empty());
    }

    /// None came.
    TopState failed(String why) {
        return new TopState(frame, focus, sorts, orders, filter, input, frozen, Optional.of(why));
    }

    /// Keys act on a table.
    ///
    /// @param panel index
    TopState focused(int panel) {
        return new TopState(frame, panel, sorts, orders, filter, input, frozen, trouble);
    }

    TopState filtered(String text) {
        return new TopState(frame, focus, sorts, orders, text, input, frozen, trouble);
    }

    /// Sorts the table that keys act on by a column with this head, if it has one.
    Optional<TopState> sortedBy(String head) {
        List<Panel.Column> columns = Panel.of(NOTHING).get(focus).columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).head().equalsIgnoreCase(head)) {
                return Optional.of(sorted(i, Order.USUAL));
            }
        }
        return Optional.empty();
    }

    /// After a key; empty to leave.
    Optional<TopState> after(Key key) {
        return switch (input) {
            case FILTER -> Optional.of(afterInFilter(key));
            case COMMANDS -> afterCommand(key);
        };
    }

    private TopState afterInFilter(Key key) {
        return switch (key) {
            case Key.Typed(int c) when c == '\r' || c == '\n' -> with(Input.COMMANDS);
            case Key.Typed(int c) when c == 0x7f || c == '\b' ->
                filtered(filter.isEmpty() ? "" : filter.substring(0, filter.offsetByCodePoints(filter.length(), -1)));
            case Key.Typed(int c) when c >= ' ' && filter.length() < FILTER_MAX ->
                filtered(filter + Character.toString(c));
            case Key.Typed other -> this;
            case Key.Named named -> named == Key.Named.ESCAPE ? filtered("").with(Input.COMMANDS) : this;
        };
    }

    private Optional<TopState> afterCommand(Key key) {
        int panels = sorts.size();
        return switch (key) {
            case Key.Typed(int c) when c == 'q' || c == 'Q' || c == 3 -> Optional.empty();
            case Key.Typed(int c) when c == ' ' || c == 'f' -> Optional.of(frozenOrNot());
            case Key.Typed(int c) when c == '/' -> Optional.of(with(Input.FILTER));
            case Key.Typed(int c) when c == 'r' -> Optional.of(
                    sorted(sorts.get(focus), orders.get(focus) == Order.USUAL ? Order.OTHER : Order.USUAL));
            case Key.Typed(int c) when c == 's' -> Optional.of(sortedBeside(1));
            case Key.Typed(int c) when c == '\t' -> Optional.of(focused((focus + 1) % panels));
            case Key.Typed(int c) when c >= '1' && c < '1' + panels -> Optional.of(focused(c - '1'));
            case Key.Typed other -> Optional.of(this);
            case Key.Named named -> Optional.of(switch (named) {
                case LEFT -> sortedBeside(-1);
                case RIGHT -> sortedBeside(1);
                case UP -> focused(Math.floorMod(focus - 1, panels));
                case DOWN -> focused((focus + 1) % panels);
                case ESCAPE -> filtered("");
            });
        };
    }

    private TopState with(Input meaning) {
        return new TopState(frame, focus, sorts, orders, filter, meaning, frozen, trouble);
    }

    private TopState frozenOrNot() {
        return new TopState(frame, focus, sorts, orders, filter, input, !frozen, trouble);
    }

    private TopState sortedBeside(int step) {
        int columns = Panel.of(NOTHING).get(focus).columns().size();
        return sorted(Math.floorMod(sorts.get(focus) + step, columns), Order.USUAL);
    }

    private TopState sorted(int column, Order order) {
        Integer[] newSorts = sorts.toArray(Integer[]::new);
        newSorts[focus] = column;
        Order[] newOrders = orders.toArray(Order[]::new);
        newOrders[focus] = order;
        return new TopState(
                frame, focus, List.of(newSorts), List.of(newOrders), filter, input, frozen, trouble);
    }
}
