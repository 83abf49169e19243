package dev.gapless.scenarios.history;

import java.util.List;

/// Who the numbers of a history are.
///
/// @param tenants in the order of the scenario
/// @param users by number
/// @param devices by number
/// @param channels by number
/// @param faults by number
/// @param loads by number
/// @param gateways how many were asked for the logs
public record Names(
        List<String> tenants,
        List<User> users,
        List<Device> devices,
        List<Channel> channels,
        List<String> faults,
        List<String> loads,
        int gateways) {
    public Names {
        tenants = List.copyOf(tenants);
        users = List.copyOf(users);
        devices = List.copyOf(devices);
        channels = List.copyOf(channels);
        faults = List.copyOf(faults);
        loads = List.copyOf(loads);
    }

    /// A person.
    ///
    /// @param tenant its number
    public record User(String handle, int tenant) {}

    /// A device of a person.
    ///
    /// @param user its number
    /// @param device 1 for the person's first
    public record Device(int user, int device) {}

    /// A channel.
    ///
    /// @param tenant its number
    /// @param id as on the wire
    public record Channel(String name, int tenant, String id) {}

    /// A device for people: `people-3/1 of t-a`.
    public String device(int number) {
        if (number < 0 || number >= devices.size()) {
            return "device " + number;
        }
        Device device = devices.get(number);
        User user = users.get(device.user());
        return user.handle() + "/" + device.device() + " of " + tenants.get(user.tenant());
    }

    /// A user for people.
    public String user(int number) {
        return number < 0 || number >= users.size()
                ? "user " + number
                : users.get(number).handle() + " of " + tenants.get(users.get(number).tenant());
    }

    /// A channel for people: `#rooms-2 of t-a`.
    public String channel(int number) {
        return number < 0 || number >= channels.size()
                ? "channel " + number
                : "#" + channels.get(number).name() + " of "
                        + tenants.get(channels.get(number).tenant());
    }

    /// The user of a device.
    public int userOf(int device) {
        return devices.get(device).user();
    }
}
