using System.Collections.Concurrent;
using System.Reflection;

namespace CallbackGen.Receiver;

/// <summary>The roles that a sensitive member plays, or one within something sensitive.</summary>
internal static class SensitiveRoles
{
    private static readonly ConcurrentDictionary<Type, IReadOnlySet<CallbackRole>> Known = new();

    public static IReadOnlySet<CallbackRole> Of(CallbackFeed feed) => Known.GetOrAdd(feed.PayloadType, static payload =>
    {
        var found = new HashSet<CallbackRole>();
        Collect(payload, isSensitive: false, found, []);
        return found;
    });

    private static void Collect(Type type, bool isSensitive, HashSet<CallbackRole> found, HashSet<(Type, bool)> seen)
    {
        // What stands in a list or in Nullable<T> is its type argument.
        foreach (var argument in type.IsArray ? [type.GetElementType()!] : type.GetGenericArguments())
            Collect(argument, isSensitive, found, seen);
        if (!seen.Add((type, isSensitive)))
            return;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var roles = property.GetCustomAttributes<RoleAttribute>().Select(role => role.Role).ToArray();
            var hides = isSensitive || property.IsDefined(typeof(SensitiveAttribute));
            if (hides)
                found.UnionWith(roles);
            if (IsPayloadType(property.PropertyType, type))
                Collect(property.PropertyType, hides, found, seen);
        }

        // One of several events: each is a record that derives from the payload.
        foreach (var alternative in type.IsAbstract ? type.Assembly.GetTypes().Where(other => other.BaseType == type) : [])
            Collect(alternative, isSensitive, found, seen);
    }

    /// <summary>Whether a type is of the payload's own assembly, or holds such a type.</summary>
    private static bool IsPayloadType(Type type, Type owner) =>
        type.Assembly == owner.Assembly || type.IsArray || type.GetGenericArguments().Any(argument => argument.Assembly == owner.Assembly);
}
