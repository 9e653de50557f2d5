namespace CallbackGen.Inbox.Tests.Support;

/// <summary>
/// A class of tests whose programs and databases end with each test. The test runner calls <see cref="IAsyncLifetime"/>, and of a class
/// of tests no <see cref="IAsyncDisposable"/>.
/// </summary>
public interface IAsyncTests : IAsyncLifetime, IAsyncDisposable
{
    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => ((IAsyncDisposable)this).DisposeAsync().AsTask();
}
