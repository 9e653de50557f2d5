using System.Threading.Channels;
using Samples.QueueWorker;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddQueueWorker(Channel.CreateUnbounded<QueuedCallback>()); // in a real program: the broker's client
builder.Build().Run();
