namespace CallbackGen.Chaos.Shop;

/// <summary>A place on a callback's way where a program may die.</summary>
public enum KillWindow
{
    /// <summary>The callback was verified and is not committed.</summary>
    BeforeCommit = 1,

    /// <summary>It is committed, and its provider has not been answered.</summary>
    BeforeAcknowledgement,

    /// <summary>A worker has claimed it, and its handler has not run.</summary>
    BeforeEffect,

    /// <summary>The effect is written, and neither it nor the completion, which share a transaction, is committed.</summary>
    BeforeCompletion,

    /// <summary>Both are committed, and the worker does not know it yet.</summary>
    AfterCompletion,

    /// <summary>Wherever the program happens to be.</summary>
    Anywhere,
}
