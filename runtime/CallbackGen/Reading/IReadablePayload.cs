using System.ComponentModel;

namespace CallbackGen.Reading;

/// <summary>A payload type that the readers can read. The source generator implements it.</summary>
/// <typeparam name="TSelf">The payload type itself.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReadablePayload<TSelf>
    where TSelf : class, IReadablePayload<TSelf>
{
    /// <summary>Reads one payload by the strict rules, from JSON, a form or a query.</summary>
    /// <typeparam name="TReader">The reader of the transport.</typeparam>
    /// <param name="reader">The reader, positioned before the payload; on failure it contains the rejection.</param>
    /// <returns>The payload, or <see langword="null"/> when <paramref name="reader"/> has failed.</returns>
    static abstract TSelf? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct;
}
