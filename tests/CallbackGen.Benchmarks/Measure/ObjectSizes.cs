using System.Reflection;
using System.Runtime.CompilerServices;

namespace CallbackGen.Benchmarks.Measure;

/// <summary>Sizes of objects according to the garbage collector.</summary>
internal static class ObjectSizes
{
    /// <summary>The bytes that one call allocates.</summary>
    public static long AllocatedBy(Action work)
    {
        const int rounds = 200;
        for (var i = 0; i < rounds; i++)
            work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
            work();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
    }

    /// <summary>The bytes of all objects that only this value refers to, and not an equal value that was created separately.</summary>
    public static long Own(object value, object another)
    {
        var shared = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(another, shared, []);
        var own = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(value, own, shared);
        return own.Sum(SizeOf);
    }

    private static void Walk(object? value, HashSet<object> found, HashSet<object> passed)
    {
        if (value is null or Type or Delegate or MemberInfo || passed.Contains(value) || !found.Add(value))
            return;
        if (value is string)
            return;
        if (value is Array array)
        {
            if (!array.GetType().GetElementType()!.IsPrimitive)
            {
                foreach (var element in array)
                    WalkField(element, found, passed);
            }

            return;
        }

        WalkFields(value, value.GetType(), found, passed);
    }

    private static void WalkFields(object value, Type? type, HashSet<object> found, HashSet<object> passed)
    {
        for (; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (
                var field in type.GetFields(
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && !field.FieldType.IsByRefLike)
                    WalkField(field.GetValue(value), found, passed);
            }
        }
    }

    private static void WalkField(object? value, HashSet<object> found, HashSet<object> passed)
    {
        if (value?.GetType().IsValueType == true)
        {
            if (!value.GetType().IsPrimitive && !value.GetType().IsEnum)
                WalkFields(value, value.GetType(), found, passed); // a struct's references; its box is not part of the graph
        }
        else
        {
            Walk(value, found, passed);
        }
    }

    private static long SizeOf(object value) =>
        value switch
        {
            string text => Measure(() => new string('x', text.Length)),
            Array array => Measure(() => Array.CreateInstance(array.GetType().GetElementType()!, array.Length)),
            _ => Measure(() => RuntimeHelpers.GetUninitializedObject(value.GetType())),
        };

    private static long Measure(Func<object> create)
    {
        create();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var made = create();
        var after = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(made);
        return after - before;
    }
}
