namespace CallbackGen.Chaos.Shop;

/// <summary>A point in the processing of a callback at which a program may be killed.</summary>
public enum KillWindow
{
    /// <summary>The callback was verified and is not committed.</summary>
    BeforeCommit = 1,

    /// <summary>It is committed, and the provider has not been answered.</summary>
    BeforeAcknowledgement,

    /// <summary>A worker has claimed it, and its handler has not run.</summary>
    BeforeEffect,

    /// <summary>The effect is written; it and the completion, which share a transaction, are not committed.</summary>
    BeforeCompletion,

    /// <summary>Both are committed, and the worker has not been notified.</summary>
    AfterCompletion,

    /// <summary>Any point.</summary>
    Anywhere,
}
