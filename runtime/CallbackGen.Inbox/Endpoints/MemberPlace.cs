using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CallbackGen.Reading;

namespace CallbackGen.Inbox;

/// <summary>A member of a payload, or of a member of it, that is one value.</summary>
internal sealed class MemberPlace
{
    private MemberPlace(IReadOnlyList<MemberInfo> members) => Members = members;

    /// <summary>The member, behind those that it is within.</summary>
    public IReadOnlyList<MemberInfo> Members { get; }

    /// <summary>Finds the member that an expression names.</summary>
    /// <exception cref="ArgumentException">It names anything else.</exception>
    public static MemberPlace Of<T>(Expression<Func<T, object?>> member)
    {
        var members = new List<MemberInfo>();
        var expression = member.Body is UnaryExpression { NodeType: ExpressionType.Convert } converted ? converted.Operand : member.Body;
        var type = expression.Type;
        while (expression is MemberExpression access)
        {
            // A value that may be absent and the value itself are read alike.
            if (!IsValueOfNullable(access.Member))
                members.Insert(0, access.Member);
            expression = access.Expression;
        }

        // The length of a text, or the year of a time, would order what has nothing to do with each other; and an object or a list holds
        // members of which some may be unsigned.
        return
            members.Count > 0
            && expression == member.Parameters[0]
            && IsValue(type)
            && !members.Exists(found => found.DeclaringType?.Assembly == typeof(object).Assembly)
            ? new(members)
            : throw new ArgumentException(
                $"{member} is no member of the payload that is a text, a number, a time or an enum: write payment => payment.Id, or such a member of a member.",
                nameof(member)
            );
    }

    /// <summary>Its text, the same for each spelling of a value; null where it, or what it is within, is absent.</summary>
    public string? Read(object payload)
    {
        object? value = payload;
        foreach (var member in Members)
        {
            if (value is null)
                return null;
            value = member is PropertyInfo property ? property.GetValue(value) : ((FieldInfo)member).GetValue(value);
        }

        return value switch
        {
            decimal number => CanonicalText.Of(number),
            DateTimeOffset time => CanonicalText.Of(time),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
    }

    private static bool IsValueOfNullable(MemberInfo member) =>
        member.Name == nameof(Nullable<int>.Value) && member.DeclaringType is { } type && Nullable.GetUnderlyingType(type) is not null;

    private static bool IsValue(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return value == typeof(string)
            || value == typeof(bool)
            || typeof(IFormattable).IsAssignableFrom(value)
            || (value.IsGenericType && value.GetGenericTypeDefinition() == typeof(OpenEnum<>));
    }
}
